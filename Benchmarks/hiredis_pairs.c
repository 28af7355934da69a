// 10,000 pairs of INCR and EXPIRE with plain hiredis, beside which RedisPairs is measured.
// Usage: hiredis_pairs PORT BATCH PAIRS. Prints microseconds a pair: wall clock and CPU of this process.
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

static double wall(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static double cpu(void) {
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static char keys[100][96];

static void run(redisContext *context, int batch, int pairs) {
  for (int done = 0; done < pairs; done += batch) {
    for (int i = 0; i < batch; i++) {
      const char *key = keys[(done + i) % 100];
      size_t length = strlen(key);
      const char *incr[] = {"INCR", key}, *expire[] = {"EXPIRE", key, "10800"};
      size_t incr_lengths[] = {4, length}, expire_lengths[] = {6, length, 5};
      redisAppendCommandArgv(context, 2, incr, incr_lengths);
      redisAppendCommandArgv(context, 3, expire, expire_lengths);
    }
    for (int i = 0; i < 2 * batch; i++) {
      redisReply *reply;
      if (redisGetReply(context, (void **)&reply) != REDIS_OK || reply->type != REDIS_REPLY_INTEGER) exit(1);
      freeReplyObject(reply);
    }
  }
}

int main(int count, char **arguments) {
  if (count != 4) return 64;
  redisContext *context = redisConnect("127.0.0.1", atoi(arguments[1]));
  if (!context || context->err) return 1;
  int batch = atoi(arguments[2]), pairs = atoi(arguments[3]);
  for (int i = 0; i < 100; i++)
    snprintf(keys[i], sizeof keys[i], "ecs-agent-monitor:{111122223333:eu-west-1:web}:strikes:%032d", i + 1000);
  run(context, batch, batch);
  double wall_before = wall(), cpu_before = cpu();
  run(context, batch, pairs);
  printf("%.4f %.4f\n", (wall() - wall_before) / pairs, (cpu() - cpu_before) / pairs);
  return 0;
}
