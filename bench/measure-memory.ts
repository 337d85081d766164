/** Simulates a model, named on the command line with a number of requests, and prints the peak memory in bytes. */
import { isModel, models, simulate } from './simulated-model.js';

const [, , model, requests] = process.argv;
if (!isModel(model)) throw new Error(`name a model: ${Object.keys(models).join(', ')}`);
simulate(model, 1000, 'small');
const before = process.memoryUsage().rss;
simulate(model, Number(requests), 'memory');
console.log(JSON.stringify(1024 * process.resourceUsage().maxRSS - before));
