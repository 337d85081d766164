import { crc32 } from 'node:zlib';
import { sizeOf } from './fit-width.js';

/** Pictures that say how large they are on paper. Text of charts, 11 pixels high, is 8 points high there. */

const MM_PER_INCH = 25.4;
const POINTS_PER_INCH = 72;
const POINTS_PER_PIXEL = 8 / 11;
export const DOTS_PER_INCH = 300;

/** Pixels of a chart that are so wide on paper. @example pixelsOf(84) // 327.4 */
export function pixelsOf(mm: number): number {
  return (mm / MM_PER_INCH) * (POINTS_PER_INCH / POINTS_PER_PIXEL);
}

/** An SVG of any size as one of so many millimetres; its content is scaled. */
export function svgOfWidth(svg: string, mm: number): string {
  const { width, height } = sizeOf(svg);
  const size = `width="${mm}mm" height="${Number(((mm * height) / width).toFixed(2))}mm"`;
  return svg.replace(/ width="[\d.]+" height="[\d.]+"/, ` ${size}`);
}

/** A PNG with its resolution in it, so that what prints it knows its size. */
export function pngWithResolution(png: Uint8Array): Buffer {
  const perMetre = Math.round((DOTS_PER_INCH / MM_PER_INCH) * 1000);
  const content = Buffer.alloc(4 + 9); // type, dots per unit along x and y, and the unit: 1, the metre
  content.write('pHYs', 0, 'latin1');
  content.writeUInt32BE(perMetre, 4);
  content.writeUInt32BE(perMetre, 8);
  content.writeUInt8(1, 12);
  const [length, checksum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(9);
  checksum.writeUInt32BE(crc32(content));
  return Buffer.concat([png.subarray(0, HEADER), length, content, checksum, png.subarray(HEADER)]);
}

/** Bytes of a PNG up to the end of its first chunk. */
const HEADER = 8 + 25;
