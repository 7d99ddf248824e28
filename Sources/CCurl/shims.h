// Swift calls no variadic function, so each kind of argument of curl_easy_setopt, curl_easy_getinfo and
// curl_multi_setopt has a function of its own here. https://curl.se/libcurl/c/
#ifndef REKEY_CCURL_SHIMS_H
#define REKEY_CCURL_SHIMS_H

#include <curl/curl.h>
#include <stddef.h>
#include <stdint.h>
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

static inline CURLcode rekey_curl_message_result(const CURLMsg *message) {
    return message->data.result;
}

// The loop's timer: timerfd_create(2) is not in Swift's Glibc module.

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

static inline void rekey_timer_clear(int timer) {
    uint64_t count;
    ssize_t got = read(timer, &count, sizeof count);
    (void)got;
}

#endif
