/** Names that no scenario may have: its results stand in a folder of its name, and its baseline in a file of it. */

/** What else stands in the folder of results. */
const FOLDERS = ['baselines', 'published'];

/** Of devices: on Windows no file or folder can have them, whatever follows a point. */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

export function isReserved(name: string): boolean {
  return FOLDERS.includes(name) || DEVICES.test(name);
}

/** What is expected in place of it, and why. */
export function reservedText(name: string): string {
  if (FOLDERS.includes(name))
    return `expected another name: results/${name} is a folder with results of many scenarios`;
  return `expected another name: on Windows ${name} is a device`;
}
