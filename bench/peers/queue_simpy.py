"""The peer of the simulator bench in SimPy 4: M/M/1 and jsq16 with one process per request.

jsq16: 16 first-come-first-served single-slot endpoints, exponential service, load 0.9, an arrival joins a shortest queue
(requests in service count), ties uniformly at random. Every response time is recorded.
Run: python3 queue_simpy.py mm1|jsq16 REQUESTS SEED
Prints: mean response time in mean services, and the seconds of the run.
"""

import random
import sys
import time
from importlib.metadata import version

import simpy

LOAD = 0.9


def run(servers, requests, seed):
    draw = random.Random(seed)
    environment = simpy.Environment()
    endpoints = [simpy.Resource(environment, capacity=1) for _ in range(servers)]
    responses = []

    def length(endpoint):
        return endpoint.count + len(endpoint.queue)

    def request():
        arrived = environment.now
        shortest = min(map(length, endpoints))
        endpoint = draw.choice([e for e in endpoints if length(e) == shortest])
        with endpoint.request() as slot:
            yield slot
            yield environment.timeout(draw.expovariate(1.0))
        responses.append(environment.now - arrived)

    def arrivals():
        for _ in range(requests):
            yield environment.timeout(draw.expovariate(LOAD * servers))
            environment.process(request())

    environment.process(arrivals())
    environment.run()
    return sum(responses) / len(responses)


if __name__ == "__main__":
    if not version("simpy").startswith("4."):
        sys.exit(f"SimPy 4 is needed, found {version('simpy')}")
    begin = time.perf_counter()
    mean = run(16 if sys.argv[1] == "jsq16" else 1, int(sys.argv[2]), int(sys.argv[3]))
    print(f"{mean:.6f} {time.perf_counter() - begin:.6f}")
