// Swift calls no variadic function, so each kind of argument of curl_easy_setopt, curl_easy_getinfo and
// curl_multi_setopt has a function of its own here. https://curl.se/libcurl/c/
#ifndef REKEY_CCURL_SHIMS_H
#define REKEY_CCURL_SHIMS_H

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

static inline CURLcode rekey_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rekey_curl_set_size(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rekey_curl_set_text(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rekey_curl_set_pointer(CURL *easy, CURLoption option, const void *value) {
    return curl_easy_setopt(easy, option, value);
}

static inline CURLcode rekey_curl_set_list(CURL *easy, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(easy, option, value);
}

typedef size_t (*rekey_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode rekey_curl_set_sink(CURL *easy, CURLoption option, rekey_curl_sink value) {
    return curl_easy_setopt(easy, option, value);
}

typedef int (*rekey_curl_prerequest)(void *context, char *remote, char *local, int remote_port, int local_port);

static inline CURLcode rekey_curl_set_prerequest(CURL *easy, rekey_curl_prerequest value) {
    return curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, value);
}

static inline CURLcode rekey_curl_get_long(CURL *easy, CURLINFO info, long *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode rekey_curl_get_size(CURL *easy, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLcode rekey_curl_get_pointer(CURL *easy, CURLINFO info, void **value) {
    return curl_easy_getinfo(easy, info, value);
}

static inline CURLMcode rekey_curl_multi_set_long(CURLM *multi, CURLMoption option, long value) {
    return curl_multi_setopt(multi, option, value);
}

static inline CURLMcode rekey_curl_multi_set_socket(CURLM *multi, curl_socket_callback value, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, context);
    return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, value);
}

static inline CURLMcode rekey_curl_multi_set_timer(CURLM *multi, curl_multi_timer_callback value, void *context) {
    CURLMcode code = curl_multi_setopt(multi, CURLMOPT_TIMERDATA, context);
    return code != CURLM_OK ? code : curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, value);
}

static inline CURLcode rekey_curl_set_opening(CURL *easy, curl_opensocket_callback value, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, context);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, value);
}

static inline CURLcode rekey_curl_set_closing(CURL *easy, curl_closesocket_callback value, void *context) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, context);
    return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, value);
}

static inline CURLcode rekey_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// Whether a connection to this address stays on this machine: 127.0.0.0/8 or ::1.
static inline int rekey_is_loopback(const struct curl_sockaddr *address) {
    if (address->family == AF_INET) {
        const struct sockaddr_in *four = (const struct sockaddr_in *)&address->addr;
        return (ntohl(four->sin_addr.s_addr) >> 24) == 127;
    }
    if (address->family == AF_INET6) {
        const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)&address->addr;
        return IN6_IS_ADDR_LOOPBACK(&six->sin6_addr);
    }
    return 0;
}

// The address in digits. Returns 0, or -1 for a family that has none.
static inline int rekey_address_text(const struct curl_sockaddr *address, char *room, size_t size) {
    const void *bytes = &((const struct sockaddr_in *)&address->addr)->sin_addr;
    if (address->family == AF_INET6) bytes = &((const struct sockaddr_in6 *)&address->addr)->sin6_addr;
    else if (address->family != AF_INET) return -1;
    return inet_ntop(address->family, bytes, room, (socklen_t)size) ? 0 : -1;
}

// Ends a handshake once all files have been loaded, before its first byte: CURLOPT_SSL_CTX_FUNCTION.
static inline CURLcode rekey_curl_end_handshake(CURL *easy, void *tls, void *context) {
    (void)easy, (void)tls, (void)context;
    return CURLE_ABORTED_BY_CALLBACK;
}

static inline CURLcode rekey_curl_set_load_only(CURL *easy) {
    return curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, rekey_curl_end_handshake);
}

// A socket that listens on a free port of 127.0.0.1, or -1.
static inline int rekey_listen_loopback(long *port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t length = sizeof address;
    int socket_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket_ < 0) return -1;
    if (bind(socket_, (struct sockaddr *)&address, length) != 0 || listen(socket_, 1) != 0 ||
        getsockname(socket_, (struct sockaddr *)&address, &length) != 0) {
        close(socket_);
        return -1;
    }
    *port = ntohs(address.sin_port);
    return socket_;
}

// Like libcurl's own, but children do not inherit it: CURLOPT_OPENSOCKETFUNCTION.
static inline curl_socket_t rekey_socket_open(const struct curl_sockaddr *address) {
    int socket_ = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    return socket_ < 0 ? CURL_SOCKET_BAD : socket_;
}

// The loop's poll, timer and bell: epoll(7), timerfd_create(2) and eventfd(2) are not in Swift's Glibc module.

struct rekey_ready {
    int file;
    uint32_t events;
};

enum { rekey_epoll_in = EPOLLIN, rekey_epoll_out = EPOLLOUT, rekey_epoll_gone = EPOLLERR | EPOLLHUP };

static inline int rekey_epoll_create(void) {
    return epoll_create1(EPOLL_CLOEXEC);
}

// From `old` to `new` events; 0 is not to be watched.
static inline int rekey_epoll_watch(int epoll, int file, uint32_t old, uint32_t new_) {
    struct epoll_event event = {.events = new_, .data = {.fd = file}};
    return epoll_ctl(epoll, new_ == 0 ? EPOLL_CTL_DEL : old == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, file, &event);
}

enum { rekey_epoll_most = 256 };

// Fills `ready`, which has room for `rekey_epoll_most`, and returns how many there are; below 0 when a signal came.
static inline int rekey_epoll_wait(int epoll, struct rekey_ready *ready, int milliseconds) {
    struct epoll_event events[rekey_epoll_most];
    int count = epoll_wait(epoll, events, rekey_epoll_most, milliseconds);
    for (int at = 0; at < count; at++) {
        ready[at].file = events[at].data.fd;
        ready[at].events = events[at].events;
    }
    return count;
}

static inline int rekey_bell_create(void) {
    return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

static inline void rekey_bell_ring(int bell) {
    uint64_t one = 1;
    ssize_t put = write(bell, &one, sizeof one);
    (void)put;
}

static inline int rekey_timer_create(void) {
    return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
}

// Rings once after so many nanoseconds; 0 disarms it.
static inline int rekey_timer_arm(int timer, int64_t nanoseconds) {
    struct itimerspec setting = {0};
    setting.it_value.tv_sec = nanoseconds / 1000000000;
    setting.it_value.tv_nsec = nanoseconds % 1000000000;
    return timerfd_settime(timer, 0, &setting, NULL);
}

// Takes back that a timer or a bell has rung.
static inline void rekey_ring_clear(int file) {
    uint64_t count;
    ssize_t got = read(file, &count, sizeof count);
    (void)got;
}

#endif
