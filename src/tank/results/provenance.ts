/** The form of provenance.json, `wavetank.provenance/1`: all that depends on the machine and the moment. */
export interface Provenance {
  readonly schema: 'wavetank.provenance/1';
  readonly version: string;
  readonly node: string;
  readonly command: readonly string[];
  readonly host: {
    readonly platform: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cores: number;
    readonly memory_bytes: number;
  };
  /** ISO 8601, UTC, of the start. */
  readonly date: string;
  readonly wall_ms: number;
  readonly workers: number;
  readonly interrupted: boolean;
  /** Jobs that an earlier run had finished, of one that was resumed. */
  readonly reused_jobs?: number;
  readonly jobs: readonly JobRecord[];
}

export interface JobRecord {
  readonly strategy: string;
  readonly replication: number;
  readonly requests: number;
  readonly wall_ms?: number;
  /** Requests simulated per second, traffic and measuring included. */
  readonly requests_per_s?: number;
}
