/** Share of a limit that rounding may add: limits of single requests are kept in 32 bits. */
const ROUNDING_OF_LIMIT = 2 ** -23;
/** The same of a time on the clock, of which a response time is a difference. */
const ROUNDING_OF_CLOCK = 2 ** -50;

/**
 * Whether a response was in time: it took at most as long as the limit, rounding aside. The one definition for SLO, goodput,
 * deadlines and classes.
 * @param endedMs when it came, on the clock of the run
 */
export function isWithin(responseMs: number, limitMs: number, endedMs: number): boolean {
  return responseMs <= limitMs * (1 + ROUNDING_OF_LIMIT) + endedMs * ROUNDING_OF_CLOCK;
}
