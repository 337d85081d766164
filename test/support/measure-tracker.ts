/** Measures what a decision with its start and completion allocates while a tracker listens, and prints it as JSON. */
import { allocationOf } from '../../bench/allocation.js';
import { turns, workplace } from '../../bench/workplace.js';
import { PerformanceTracker } from '../../src/router/monitoring/index.js';
import { DECISIONS } from './allocation-row.js';

const place = workplace('round_robin', 64, 'decide');
place.router.listen(new PerformanceTracker(place.router.fleet));
place.attempts.forEach((attempt, i) => {
  attempt.request.agent = `agent ${i % 20}`;
});
const asked = (count: number) => {
  turns(place, count);
};
console.log(JSON.stringify(await allocationOf(asked, DECISIONS)));
