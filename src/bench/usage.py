#!/usr/bin/env python3
"""How long the usage of a workspace takes over HTTP.

Usage: usage.py SERVER_URL API_KEY [REQUESTS=9] [from=2026-10-30T01:17:00Z | days=30]

Milliseconds of the first request, the median and the slowest, on one kept connection. Make the runs with
usage.sql and let the server count them first.
"""
import sys
import time

from server import Server, percentile

PATHS = (
    ["/usage"]
    + ["/usage/timeseries?interval=" + interval for interval in ("hour", "day", "week")]
    + ["/usage/breakdown?group_by=" + by
       for by in ("agent", "version", "provider", "model", "trigger", "status")]
    + ["/usage/tenants"])


def main():
    server = Server(sys.argv[1], sys.argv[2])
    requests = int(sys.argv[3]) if len(sys.argv) > 3 else 9
    period = sys.argv[4] if len(sys.argv) > 4 else "days=30"
    for path in PATHS:
        times = []
        for _ in range(requests):
            begun = time.perf_counter()
            server.request("GET", path + ("&" if "?" in path else "?") + period)
            times.append(time.perf_counter() - begun)
        print(f"{path:40} first {times[0] * 1000:5.1f}  p50 {percentile(times, 0.5):5.1f}  "
              f"max {max(times) * 1000:5.1f}")


main()
