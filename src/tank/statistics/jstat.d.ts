/**
 * The functions of jstat 1.9 that are used here; the package carries no types. In src only student-t.ts
 * imports it; tests hold samplers against its distribution functions.
 */
declare module 'jstat' {
  const jstat: {
    readonly studentt: { inv(p: number, degreesOfFreedom: number): number };
    readonly normal: { inv(p: number, mean: number, deviation: number): number };
    /** Gamma distribution by shape and scale. */
    readonly gamma: { cdf(x: number, shape: number, scale: number): number };
    readonly beta: { inv(p: number, alpha: number, beta: number): number };
    gammafn(x: number): number;
    /** Regularised incomplete beta function I_x(a, b). */
    ibeta(x: number, a: number, b: number): number;
  };
  export default jstat;
}
