/* SPDX-License-Identifier: BSL-1.0
 *
 * h2o_cached.c -- TechEmpower's cached-queries on libh2o and its own LRU cache with expiry
 *
 *     cc -O2 h2o_cached.c -lh2o-evloop -o h2o_cached && ./h2o_cached PORT own
 *
 * GET /cached-queries?count=N answers N random rows of a table of 10,000 as JSON. Each is looked up in
 * h2o_cache_t by its key, and read from the table if it is not there; answers are not cached. One
 * thread, the cache without its lock, numbers written two digits at a time, and the text sent from
 * where it was written: h2o at its best.
 *
 * The library's own hash takes upper and lower case for the same, and sets a bit of every byte for it:
 * binary keys collide. `mixed` in place of `own` passes it a better one.
 */
#define H2O_USE_LIBUV 0 /* its own event loop */
#include <arpa/inet.h>
#include <h2o.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { rows = 10000, most_per_request = 500, bytes_per_row = 40, backlog = 1024 };

struct world {
    int32_t id;
    int32_t random_number;
};

static struct world table[rows];
static h2o_cache_t* cache;
static h2o_context_t context;
static h2o_accept_ctx_t accepting;
static int mixed; /* pass the cache a hash, else it computes its own */
static uint64_t random_state = 0x9E3779B97F4A7C15u;

static uint32_t random_row(void) {
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(((random_state >> 32) * rows) >> 32) + 1;
}

static char* write_text(char* to, const char* text, size_t size) {
    memcpy(to, text, size);
    return to + size;
}

static char* write_number(char* to, uint32_t number) {
    static const char pairs[] =
        "0001020304050607080910111213141516171819202122232425262728293031323334"
        "3536373839404142434445464748495051525354555657585960616263646566676869"
        "707172737475767778798081828384858687888990919293949596979899";
    char digits[10];
    char* first = digits + sizeof(digits);
    while (number >= 100) {
        first -= 2;
        memcpy(first, pairs + number % 100 * 2, 2);
        number /= 100;
    }
    if (number >= 10) {
        first -= 2;
        memcpy(first, pairs + number * 2, 2);
    } else
        *--first = (char)('0' + number);
    return write_text(to, first, (size_t)(digits + sizeof(digits) - first));
}

/* Read-through: what the cache lacks comes out of the table, and stays in the cache. */
static struct world look_up(uint32_t id) {
    const h2o_iovec_t key = {(char*)&id, sizeof(id)};
    const h2o_cache_hashcode_t hash = mixed ? id * 2654435769u : 0;
    const uint64_t now = h2o_now(context.loop);
    h2o_cache_ref_t* held = h2o_cache_fetch(cache, now, key, hash);
    struct world found;
    if (held == NULL) {
        const h2o_iovec_t row = {(char*)&table[id - 1], sizeof(struct world)};
        h2o_cache_set(cache, now, key, hash, row);
        return table[id - 1];
    }
    memcpy(&found, held->value.base, sizeof(found));
    h2o_cache_release(cache, held);
    return found;
}

static void keep(h2o_iovec_t value) { (void)value; /* rows belong to the table */ }

static int count_of(const h2o_req_t* request) {
    char digits[8] = "";
    const char* query = request->query_at == SIZE_MAX ? "" : request->path.base + request->query_at;
    size_t size = request->query_at == SIZE_MAX ? 0 : request->path.len - request->query_at;
    int count;
    if (size < 7 || memcmp(query, "?count=", 7) != 0) return 1;
    size -= 7;
    memcpy(digits, query + 7, size < 7 ? size : 7);
    count = atoi(digits);
    return count < 1 ? 1 : count > most_per_request ? most_per_request : count;
}

static int on_cached_queries(h2o_handler_t* handler, h2o_req_t* request) {
    static h2o_generator_t generator = {NULL, NULL};
    const int count = count_of(request);
    h2o_iovec_t body;
    char* end;
    int i;
    (void)handler;
    body.base = h2o_mem_alloc_pool(&request->pool, (size_t)count * bytes_per_row + 2);
    end = write_text(body.base, "[", 1);
    for (i = 0; i < count; ++i) {
        const struct world row = look_up(random_row());
        end = write_text(end, ",{\"id\":" + (i == 0), (size_t)(7 - (i == 0)));
        end = write_number(end, (uint32_t)row.id);
        end = write_text(end, ",\"randomNumber\":", 16);
        end = write_number(end, (uint32_t)row.random_number);
        end = write_text(end, "}", 1);
    }
    end = write_text(end, "]", 1);
    body.len = (size_t)(end - body.base);
    request->res.status = 200;
    request->res.reason = "OK";
    request->res.content_length = body.len;
    h2o_add_header(&request->pool, &request->res.headers, H2O_TOKEN_CONTENT_TYPE, NULL,
                   H2O_STRLIT("application/json"));
    h2o_start_response(request, &generator);
    h2o_send(request, &body, 1, H2O_SEND_STATE_FINAL);
    return 0;
}

static void on_accept(h2o_socket_t* listener, const char* wrong) {
    h2o_socket_t* client;
    if (wrong == NULL)
        while ((client = h2o_evloop_socket_accept(listener)) != NULL)
            h2o_accept(&accepting, client);
}

static int listen_on(uint16_t port) {
    struct sockaddr_in address = {0};
    const int yes = 1;
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (fd < 0 || setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes)) != 0 ||
        bind(fd, (struct sockaddr*)&address, sizeof(address)) != 0 || listen(fd, backlog) != 0)
        return -1;
    return fd;
}

int main(int argc, char** argv) {
    h2o_globalconf_t config;
    h2o_hostconf_t* host;
    h2o_pathconf_t* path;
    h2o_socket_t* listener;
    int fd, i;
    if (argc != 3) {
        fprintf(stderr, "usage: h2o_cached PORT own|mixed\n");
        return 2;
    }
    mixed = strcmp(argv[2], "mixed") == 0;
    signal(SIGPIPE, SIG_IGN);
    for (i = 0; i < rows; ++i) {
        table[i].id = i + 1;
        table[i].random_number = (int32_t)random_row();
    }
    h2o_config_init(&config);
    host = h2o_config_register_host(&config, h2o_iovec_init(H2O_STRLIT("default")), 65535);
    path = h2o_config_register_path(host, "/cached-queries", 0);
    h2o_create_handler(path, sizeof(h2o_handler_t))->on_req = on_cached_queries;
    h2o_context_init(&context, h2o_evloop_create(), &config);
    accepting.ctx = &context;
    accepting.hosts = config.hosts;
    cache = h2o_cache_create(0, (size_t)2 * rows * sizeof(struct world), 3600 * 1000, keep);
    if ((fd = listen_on((uint16_t)atoi(argv[1]))) < 0) {
        perror("h2o_cached: cannot listen");
        return 1;
    }
    listener = h2o_evloop_socket_create(context.loop, fd, H2O_SOCKET_FLAG_DONT_READ);
    h2o_socket_read_start(listener, on_accept);
    while (h2o_evloop_run(context.loop, INT32_MAX) == 0)
        ;
    return 0;
}
