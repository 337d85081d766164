import type { Sweep, SweepPoint } from '../../results/index.js';
import { formatDuration, formatShare } from '../numbers.js';
import { measureInWords } from '../verdict.js';
import { numberOf, valueText } from './axis.js';
import { meetsSlo } from './sweep-table.js';

/** What a sweep shows, in a few sentences: which strategy leads where, and up to where the SLO is met. */
export function sweepVerdict(sweep: Sweep): readonly string[] {
  return [leading(sweep), ...(sweep.scenario.slo === undefined ? [] : [attaining(sweep)])];
}

function leading(sweep: Sweep): string {
  const { points, scenario } = sweep;
  const what = `the lead in ${measureInWords(scenario.compare[0])}`;
  const leaders = leadersOf(sweep);
  if (leaders.length === 0) return `No strategy is shown to have ${what} at any of ${counted(points.length)}.`;
  const alone = points.filter((point) =>
    point.screening?.some((each) => each.measure === scenario.compare[0] && each.survivors.length === 1),
  ).length;
  const told = leaders.map(([name, count]) => `${name} at ${count}`).join(', ');
  return `${capital(what)} of ${counted(points.length)}: ${told}; at ${alone} the leader is shown to be better than every other strategy.`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function counted(points: number): string {
  return points === 1 ? '1 point' : `${points} points`;
}

/** Up to which value of the only factor the SLO is met; of several factors, at how many points. */
function attaining(sweep: Sweep): string {
  const { points, factors, scenario } = sweep;
  const { slo = { response_time_ms: 0, attainment: 0 } } = scenario;
  const asked = `SLO (${formatShare(slo.attainment).replace('.0 %', ' %')} within ${formatDuration(slo.response_time_ms)})`;
  const [{ path }] = factors;
  const isOrdered = factors.length === 1 && points.every(({ values }) => numberOf(values[path]) !== undefined);
  const told = points[0].strategies.map(({ name }, s) => {
    const met = points.filter(({ strategies }) => meetsSlo(strategies[s], sweep));
    if (met.length === 0) return `${name} at no point`;
    if (met.length === points.length) return `${name} at all points`;
    const isFromStart = isOrdered && points.slice(0, met.length).every((point, p) => point === met[p]);
    return isFromStart ? `${name} up to ${valueText(met[met.length - 1].values[path])}` : `${name} at ${met.length}`;
  });
  return `The ${asked} is met by ${told.join(', ')}.`;
}

/** How often each strategy leads. */
function leadersOf({ points, scenario }: Sweep): readonly (readonly [strategy: string, points: number])[] {
  const [measure] = scenario.compare;
  const leaders = points.flatMap((point) => leaderAt(point, measure) ?? []);
  const counts = new Map<string, number>();
  for (const leader of leaders) counts.set(leader, (counts.get(leader) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}

/** The strategy with the best value, where it is known which may be the best. */
function leaderAt({ screening = [] }: SweepPoint, measure: string): string | undefined {
  return screening.find((each) => each.measure === measure)?.survivors[0];
}
