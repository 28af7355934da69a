"""10,000 pairs of INCR and EXPIRE with redis-py, beside which RedisPairs is measured.

Usage: redis_py_pairs.py PORT BATCH PAIRS [CA FILE]. Prints microseconds a pair: wall clock and CPU of this process.
"""
import resource
import sys
import time

import redis


KEYS = ["ecs-agent-monitor:{111122223333:eu-west-1:web}:strikes:%032d" % (number + 1000) for number in range(100)]


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def run(client, batch, pairs):
    for done in range(0, pairs, batch):
        pipeline = client.pipeline(transaction=False)
        for number in range(done, done + batch):
            key = KEYS[number % 100]
            pipeline.incr(key)
            pipeline.expire(key, 10800)
        pipeline.execute()


def main():
    port, batch, pairs = map(int, sys.argv[1:4])
    tls = {"ssl": True, "ssl_ca_certs": sys.argv[4]} if len(sys.argv) > 4 else {}
    client = redis.Redis(host="127.0.0.1", port=port, **tls)
    run(client, batch, batch)
    wall, used = time.monotonic(), cpu()
    run(client, batch, pairs)
    print("%.4f %.4f" % ((time.monotonic() - wall) / pairs * 1e6, (cpu() - used) / pairs * 1e6))


main()
