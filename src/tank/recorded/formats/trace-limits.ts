import { REQUEST_LIMIT } from '../../trace/index.js';

/** Bounds on a trace file, so that no file can exhaust memory or time unnoticed. */
export interface TraceLimits {
  /** Most bytes of text, after decompression. */
  readonly textBytes: number;
  /** Most bytes of one line, its end included, and most empty lines in a row. */
  readonly lineBytes: number;
  /** Likewise of JSON Lines: a prompt of 10 million tokens has 625,000 blocks of 16. */
  readonly jsonLineBytes: number;
  /** Most requests. */
  readonly requests: number;
  /** Most bytes of text per byte of gzip: deflate can reach 1,032, rows of a trace 4 to 20. */
  readonly gzipRatio: number;
  /** Bytes of text below which the ratio is not looked at. */
  readonly gzipRatioFromBytes: number;
  /** Bytes that are read at a time. */
  readonly chunkBytes: number;
}

const KIB = 1024;
const MIB = 1024 * KIB;
const GIB = 1024 * MIB;

export const DEFAULT_TRACE_LIMITS: TraceLimits = {
  textBytes: 8 * GIB,
  lineBytes: 64 * KIB,
  jsonLineBytes: 16 * MIB,
  requests: REQUEST_LIMIT,
  gzipRatio: 200,
  gzipRatioFromBytes: 256 * MIB,
  chunkBytes: 64 * KIB,
};
