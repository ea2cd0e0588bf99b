/*
 * The other end of many RTP streams, for `npm run bench -- rtp`, compiled when the bench starts.
 *
 *   rtp-rig call COUNT FIRST_PORT VOICE   COUNT telephones on FIRST_PORT, +2, +4 …; orders on stdin, answers on stdout:
 *     to I PORT   telephone I speaks to 127.0.0.1:PORT, a packet of VOICE (A-law) each 20 ms
 *     off I       and falls silent
 *     begin       forgets what came so far
 *     report      prints: streams packets missing late p50 p99 p999 max (ms, against each stream's fastest packet)
 *   rtp-rig echo COUNT FIRST_PORT         sends back whatever comes: the peer
 *
 * A packet's time is the kernel's when it arrived (SO_TIMESTAMPNS), and its line the sender's RTP timestamps, so this
 * program's own delays are in none of the numbers.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { header = 12, frame = 160, frame_ms = 20, most_packets = 6000, late_ms = 20 };

struct stream {
  int socket, on;
  struct sockaddr_in peer;
  uint16_t sequence;
  uint32_t timestamp, first, last;
  long voice_at;
  int packets;
  double *transit_ms;
};

static struct stream *streams;
static int count, poller;
static uint8_t *voice;
static long voice_bytes;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void open_all(int first_port) {
  streams = calloc(count, sizeof *streams);
  poller = epoll_create1(0);
  for (int i = 0; i < count; i++) {
    struct sockaddr_in own = {.sin_family = AF_INET, .sin_port = htons(first_port + 2 * i)};
    own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int on = 1, bytes = 1 << 18;
    streams[i].socket = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    setsockopt(streams[i].socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
    setsockopt(streams[i].socket, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    if (bind(streams[i].socket, (struct sockaddr *)&own, sizeof own) < 0) fail("bind");
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(poller, EPOLL_CTL_ADD, streams[i].socket, &event);
  }
}

static void note(struct stream *s, const uint8_t *packet, double arrived_ms) {
  uint32_t timestamp = (uint32_t)packet[4] << 24 | packet[5] << 16 | packet[6] << 8 | packet[7];
  if (s->packets == 0) s->first = s->last = timestamp;
  if (s->packets == most_packets) return;
  int32_t from_first = timestamp - s->first;
  if ((int32_t)(timestamp - s->last) > 0) s->last = timestamp;
  s->transit_ms[s->packets++] = arrived_ms - from_first / 8.0;
}

static void *receive(void *unused) {
  (void)unused;
  struct epoll_event events[256];
  uint8_t packet[2048];
  char control[256];
  for (;;) {
    int ready = epoll_wait(poller, events, 256, -1);
    pthread_mutex_lock(&lock);
    for (int e = 0; e < ready; e++) {
      struct stream *s = &streams[events[e].data.u32];
      for (;;) {
        struct iovec part = {packet, sizeof packet};
        struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
        ssize_t length = recvmsg(s->socket, &message, 0);
        if (length < 0) break;
        struct cmsghdr *c = CMSG_FIRSTHDR(&message);
        if (length < header || !s->on || c == NULL || c->cmsg_type != SCM_TIMESTAMPNS) continue;
        struct timespec at;
        memcpy(&at, CMSG_DATA(c), sizeof at);
        note(s, packet, at.tv_sec * 1e3 + at.tv_nsec / 1e6);
      }
    }
    pthread_mutex_unlock(&lock);
  }
  return NULL;
}

static void send_frame(struct stream *s) {
  uint8_t packet[header + frame] = {0x80, 8};
  uint32_t source = htonl(s - streams + 1), timestamp = htonl(s->timestamp);
  uint16_t sequence = htons(s->sequence++);
  memcpy(packet + 2, &sequence, 2);
  memcpy(packet + 4, &timestamp, 4);
  memcpy(packet + 8, &source, 4);
  memcpy(packet + header, voice + s->voice_at, frame);
  s->timestamp += frame;
  s->voice_at = s->voice_at + 2 * frame > voice_bytes ? 0 : s->voice_at + frame;
  sendto(s->socket, packet, sizeof packet, 0, (struct sockaddr *)&s->peer, sizeof s->peer);
}

/* Stream I has its place in the 20 ms, so that they do not all speak at once. */
static void *speak(void *unused) {
  (void)unused;
  struct timespec due;
  clock_gettime(CLOCK_MONOTONIC, &due);
  for (int phase = 0;; phase = (phase + 1) % frame_ms) {
    for (int i = phase; i < count; i += frame_ms)
      if (streams[i].on) send_frame(&streams[i]);
    due.tv_nsec += 1000000;
    if (due.tv_nsec >= 1000000000) due.tv_nsec -= 1000000000, due.tv_sec++;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL);
  }
  return NULL;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void report(void) {
  long packets = 0, missing = 0, late = 0, at = 0;
  int heard = 0;
  for (int i = 0; i < count; i++) packets += streams[i].packets;
  double *all = malloc((packets + 1) * sizeof *all);
  for (int i = 0; i < count; i++) {
    struct stream *s = &streams[i];
    if (s->packets == 0) continue;
    heard++;
    missing += (int32_t)(s->last - s->first) / frame + 1 - s->packets;
    double fastest = s->transit_ms[0];
    for (int p = 1; p < s->packets; p++)
      if (s->transit_ms[p] < fastest) fastest = s->transit_ms[p];
    for (int p = 0; p < s->packets; p++) {
      all[at] = s->transit_ms[p] - fastest;
      if (all[at++] > late_ms) late++;
    }
  }
  qsort(all, packets, sizeof *all, ascending);
  double none = 0, *last = packets ? all + packets - 1 : &none;
#define quantile(q) (packets ? all[(long)((packets - 1) * (q))] : 0)
  printf("%d %ld %ld %ld %.3f %.3f %.3f %.3f\n", heard, packets, missing, late, quantile(0.5), quantile(0.99), quantile(0.999), *last);
  fflush(stdout);
  free(all);
}

static void serve(void) {
  char line[128];
  while (fgets(line, sizeof line, stdin)) {
    int i, port;
    pthread_mutex_lock(&lock);
    if (sscanf(line, "to %d %d", &i, &port) == 2 && i < count) {
      struct stream *s = &streams[i];
      s->peer = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons(port)};
      s->peer.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      s->voice_at = i * 7919L % (voice_bytes / frame) * frame;
      s->packets = 0;
      s->on = 1;
    } else if (sscanf(line, "off %d", &i) == 1 && i < count) {
      streams[i].on = 0;
    } else if (strncmp(line, "begin", 5) == 0) {
      for (i = 0; i < count; i++) streams[i].packets = 0;
    } else if (strncmp(line, "report", 6) == 0) {
      report();
    }
    pthread_mutex_unlock(&lock);
  }
}

/* Until its orders end, as those of the telephones do: nobody is left over when the bench is. */
static void *until_end(void *unused) {
  (void)unused;
  while (getchar() != EOF) {
  }
  exit(0);
}

static void echo(void) {
  struct epoll_event events[256];
  uint8_t packet[2048];
  for (;;) {
    int ready = epoll_wait(poller, events, 256, -1);
    for (int e = 0; e < ready; e++) {
      int socket = streams[events[e].data.u32].socket;
      struct sockaddr_in from;
      socklen_t size = sizeof from;
      ssize_t length;
      while ((length = recvfrom(socket, packet, sizeof packet, 0, (struct sockaddr *)&from, &size)) >= 0)
        sendto(socket, packet, length, 0, (struct sockaddr *)&from, size);
    }
  }
}

int main(int argc, char **argv) {
  if (argc < 4) return 2;
  count = atoi(argv[2]);
  open_all(atoi(argv[3]));
  pthread_t threads[2];
  if (strcmp(argv[1], "echo") == 0) {
    pthread_create(&threads[0], NULL, until_end, NULL);
    puts("ready");
    fflush(stdout);
    echo();
  }
  FILE *file = argc > 4 ? fopen(argv[4], "rb") : NULL;
  if (!file) fail("voice");
  fseek(file, 0, SEEK_END);
  voice_bytes = ftell(file) / frame * frame;
  rewind(file);
  voice = malloc(voice_bytes);
  if (voice_bytes < frame || fread(voice, 1, voice_bytes, file) != (size_t)voice_bytes) fail("voice");
  for (int i = 0; i < count; i++) streams[i].transit_ms = malloc(most_packets * sizeof(double));
  pthread_create(&threads[0], NULL, receive, NULL);
  pthread_create(&threads[1], NULL, speak, NULL);
  puts("ready");
  fflush(stdout);
  serve();
  return 0;
}
