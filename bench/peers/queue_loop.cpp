// The peer of the simulator bench: M/M/1 and jsq16 as a plain C++ event loop over a binary heap.
// jsq16: 16 first-come-first-served single-slot endpoints, exponential service, load 0.9, an arrival joins a shortest
// queue (requests in service count), ties uniformly at random. Every response time is recorded.
// Build: g++ -O3 -march=native -std=c++17 -o queue_loop queue_loop.cpp      Run: ./queue_loop mm1|jsq16 REQUESTS SEED
// Prints: mean response time in mean services, and the seconds of the loop.
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <queue>
#include <vector>

namespace {

struct Xoshiro128 {  // xoshiro128**, Blackman and Vigna
  uint32_t s[4];
  explicit Xoshiro128(uint64_t seed) {  // state by splitmix64
    for (int i = 0; i < 4; i += 2) {
      seed += 0x9e3779b97f4a7c15ull;
      uint64_t z = seed;
      z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
      z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
      z ^= z >> 31;
      s[i] = static_cast<uint32_t>(z);
      s[i + 1] = static_cast<uint32_t>(z >> 32);
    }
  }
  static uint32_t rotl(uint32_t x, int k) { return (x << k) | (x >> (32 - k)); }
  uint32_t next() {
    const uint32_t result = rotl(s[1] * 5, 7) * 9, t = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotl(s[3], 11);
    return result;
  }
  double uniform() { return ((next() >> 5) * 67108864.0 + (next() >> 6)) / 9007199254740992.0; }
  double exponential() { return -std::log(1.0 - uniform()); }
};

struct Event {
  double time;
  uint64_t sequence;
  int server;  // -1: an arrival
};
struct Later {
  bool operator()(const Event& a, const Event& b) const {
    return a.time > b.time || (a.time == b.time && a.sequence > b.sequence);
  }
};

double run(int servers, double load, uint64_t requests, uint64_t seed) {
  Xoshiro128 arrivals(seed), services(seed + 1), ties(seed + 2);
  std::priority_queue<Event, std::vector<Event>, Later> calendar;
  std::vector<std::deque<double>> queue(servers);  // arrival times, the head is in service
  std::vector<double> response;
  response.reserve(requests);
  uint64_t sequence = 0, arrived = 0;
  const double rate = load * servers;
  calendar.push({arrivals.exponential() / rate, sequence++, -1});
  while (!calendar.empty()) {
    const Event event = calendar.top();
    calendar.pop();
    if (event.server < 0) {
      int best = 0, tied = 1;
      for (int i = 1; i < servers; i++) {
        if (queue[i].size() < queue[best].size()) {
          best = i;
          tied = 1;
        } else if (queue[i].size() == queue[best].size() && ties.uniform() * ++tied < 1.0) {
          best = i;
        }
      }
      queue[best].push_back(event.time);
      if (queue[best].size() == 1) calendar.push({event.time + services.exponential(), sequence++, best});
      if (++arrived < requests) calendar.push({event.time + arrivals.exponential() / rate, sequence++, -1});
    } else {
      auto& line = queue[event.server];
      response.push_back(event.time - line.front());
      line.pop_front();
      if (!line.empty()) calendar.push({event.time + services.exponential(), sequence++, event.server});
    }
  }
  double sum = 0;
  for (double r : response) sum += r;
  return sum / static_cast<double>(response.size());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) {
    std::fprintf(stderr, "usage: queue_loop mm1|jsq16 REQUESTS SEED\n");
    return 2;
  }
  const int servers = std::strcmp(argv[1], "jsq16") == 0 ? 16 : 1;
  const auto begin = std::chrono::steady_clock::now();
  const double mean = run(servers, 0.9, std::strtoull(argv[2], nullptr, 10), std::strtoull(argv[3], nullptr, 10));
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("%.6f %.6f\n", mean, seconds);
  return 0;
}
