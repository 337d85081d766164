/**
 * Simulates a model, named on the command line with a size, in turn with its peers, so that a busy machine slows both;
 * ratios are medians over the pairs. Prints the rows as JSON.
 */
import { inProcessOfItsOwn } from './child.js';
import { cppPeer, type Missing, type Peer, simpyPeer } from './peers.js';
import { median, range, type Row, type Section } from './row.js';
import { isModel, type ModelName, models, simulate } from './simulated-model.js';
import type { Size } from './simulate.js';

const WARM_UP_REQUESTS = 200_000;

const [, , model, size] = process.argv;
if (!isModel(model)) throw new Error(`name a model: ${Object.keys(models).join(', ')}`);
console.log(JSON.stringify(await measured(model, JSON.parse(size) as Size)));

async function measured(model: ModelName, size: Size): Promise<Section> {
  const { label, requests } = size;
  const peers = { cpp: cppPeer(), simpy: simpyPeer() };
  const name = `simulate/${model}${label === undefined ? '' : `/${label}`}`;
  simulate(model, WARM_UP_REQUESTS, 'warm-up');
  const { oursMs, theirsMs } = inTurn(model, requests, size.cppPairs, peers.cpp);
  const rows: Row[] = [
    { name: `${name}/requests_per_s`, unit: '1/s', value: requests / (median(oursMs) / 1000) },
    { name: `${name}/ns_per_request`, unit: 'ns', value: (1e6 * median(oursMs)) / requests },
  ];
  if (theirsMs.length > 0) {
    const ratios = oursMs.map((ms, i) => ms / theirsMs[i]);
    rows.push(
      { name: `${name}/cpp_ns_per_request`, unit: 'ns', value: (1e6 * median(theirsMs)) / requests },
      { name: `${name}/times_cpp`, unit: 'ratio', value: median(ratios), note: range(ratios, 'pairs') },
    );
  }
  if ('run' in peers.simpy) {
    const simpy = inTurn(model, size.simpyRequests, size.simpyPairs, peers.simpy);
    const ratios = simpy.oursMs.map((ms, i) => simpy.theirsMs[i] / ms);
    const note = `SimPy's time over ours; ${range(ratios, 'pairs')}`;
    rows.push({ name: `${name}/simpy_times_ours`, unit: 'ratio', value: median(ratios), note });
  }
  const peakBytes = Number(await inProcessOfItsOwn('bench/measure-memory.ts', [model, String(requests)]));
  rows.push({ name: `${name}/peak_bytes_per_request`, unit: 'bytes', value: peakBytes / requests });
  if ('run' in peers.cpp) peers.cpp.remove();
  return { rows, leftOut: Object.values(peers).flatMap((peer) => ('missing' in peer ? peer.missing : [])) };
}

/** Our runs and the peer's by turns; without a peer, ours alone. */
function inTurn(model: ModelName, requests: number, pairs: number, peer: Peer | Missing) {
  const oursMs: number[] = [];
  const theirsMs: number[] = [];
  for (let i = 0; i < pairs; i++) {
    oursMs.push(simulate(model, requests, `pair ${i}`));
    if ('run' in peer) theirsMs.push(peer.run(model, requests, i));
  }
  return { oursMs, theirsMs };
}
