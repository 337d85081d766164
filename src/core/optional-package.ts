import { InputError } from './diagnostic.js';

/** The packages that may be left out, with the versions of package.json; a test holds them against it. */
export const OPTIONAL_PACKAGES = {
  '@duckdb/node-api': '1.5.5-r.5',
  '@resvg/resvg-js': '2.6.2',
  'dejavu-fonts-ttf': '2.37.3',
  vega: '6.4.0',
  'vega-embed': '7.3.0',
  'vega-lite': '6.4.3',
};

export interface Need {
  /** What needs the packages, with its verb, such as `charts need`. */
  readonly what: string;
  readonly packages: readonly (keyof typeof OPTIONAL_PACKAGES)[];
  /** What else can be done, such as `or use CSV`. */
  readonly otherwise?: string;
}

/** Something was asked for that needs packages which are not there. Its message is one line: what is missing, what to type. */
export class MissingPackageError extends InputError {}

/**
 * Loads what optional packages hold, when it is asked for.
 * @param load imports them
 * @throws MissingPackageError when that fails
 */
export async function loadOptional<Loaded>(need: Need, load: () => Promise<Loaded>): Promise<Loaded> {
  try {
    return await load();
  } catch (error) {
    throw new MissingPackageError([{ message: missingText(need, error) }]);
  }
}

function missingText({ what, packages, otherwise }: Need, error: unknown): string {
  const [noun, verb] = packages.length === 1 ? ['package', 'is'] : ['packages', 'are'];
  const install = `npm install ${packages.map((name) => `${name}@${OPTIONAL_PACKAGES[name]}`).join(' ')}`;
  const advice = otherwise === undefined ? install : `${install}, ${otherwise}`;
  return `${what} the optional ${noun} ${packages.join(' and ')}, which ${verb} not installed${reason(error)}: ${advice}`;
}

/** Why a package that is there cannot be loaded, such as a part of it that is not made for this platform. */
function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND' ? '' : ` (${message.split('\n')[0]})`;
}
