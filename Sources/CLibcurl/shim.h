#pragma once
#include <curl/curl.h>
#include <malloc.h>
#include <sys/socket.h>

// libcurl sets and reads options through variadic functions, which Swift cannot call. One wrapper for each kind of argument.

// Options that take a long (CURLOPTTYPE_LONG, CURLOPTTYPE_VALUES).
static inline CURLcode clibcurl_setopt_long(CURL *easy, CURLoption option, long value) {
  return curl_easy_setopt(easy, option, value);
}

// Options that take a curl_off_t (CURLOPTTYPE_OFF_T): sizes that may exceed 2 GB.
static inline CURLcode clibcurl_setopt_offset(CURL *easy, CURLoption option, curl_off_t value) {
  return curl_easy_setopt(easy, option, value);
}

// Options that take a string, which libcurl copies. NULL restores the option's default or clears it.
static inline CURLcode clibcurl_setopt_string(CURL *easy, CURLoption option, const char *value) {
  return curl_easy_setopt(easy, option, value);
}

// Options that take an object: lists, share handles, buffers, user data. libcurl keeps the pointer.
static inline CURLcode clibcurl_setopt_pointer(CURL *easy, CURLoption option, void *value) {
  return curl_easy_setopt(easy, option, value);
}

// A callback as Swift sees it: the standard type curl_write_callback has no names for its arguments.
typedef size_t (*clibcurl_write)(char *bytes, size_t size, size_t count, void *context);

// CURLOPT_WRITEFUNCTION: a function pointer needs its exact type.
static inline CURLcode clibcurl_setopt_write(CURL *easy, clibcurl_write function, void *context) {
  CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, function);
  return code != CURLE_OK ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, context);
}

static inline curl_socket_t clibcurl_open_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address) {
  (void)context;
  (void)purpose;
  return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

// CURLOPT_OPENSOCKETFUNCTION: a child process, such as one that is asked for credentials, must not inherit connections; libcurl's own sockets would be.
static inline CURLcode clibcurl_close_on_exec(CURL *easy) {
  return curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, clibcurl_open_socket);
}

// Results of type long: status, number of connections, error number.
static inline long clibcurl_getinfo_long(CURL *easy, CURLINFO info) {
  long value = 0;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

// Results of type curl_off_t: lengths in bytes, times in microseconds. -1 when libcurl does not know.
static inline curl_off_t clibcurl_getinfo_offset(CURL *easy, CURLINFO info) {
  curl_off_t value = -1;
  return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : -1;
}

// CURLOPT_PRIVATE: the pointer that was attached to a handle.
static inline void *clibcurl_getinfo_private(CURL *easy) {
  char *value = NULL;
  return curl_easy_getinfo(easy, CURLINFO_PRIVATE, &value) == CURLE_OK ? value : NULL;
}

// The socket of a CURLOPT_CONNECT_ONLY handle; CURL_SOCKET_BAD when it has none.
static inline curl_socket_t clibcurl_getinfo_socket(CURL *easy) {
  curl_socket_t value = CURL_SOCKET_BAD;
  return curl_easy_getinfo(easy, CURLINFO_ACTIVESOCKET, &value) == CURLE_OK ? value : CURL_SOCKET_BAD;
}

// Options of a multi handle that take a long.
static inline CURLMcode clibcurl_multi_setopt_long(CURLM *multi, CURLMoption option, long value) {
  return curl_multi_setopt(multi, option, value);
}

// A share handle that shares TLS sessions: without it every new connection pays a full handshake.
static inline CURLSH *clibcurl_share_tls_sessions(void) {
  CURLSH *share = curl_share_init();
  if (share == NULL) { return NULL; }
  if (curl_share_setopt(share, CURLSHOPT_SHARE, CURL_LOCK_DATA_SSL_SESSION) != CURLSHE_OK) {
    curl_share_cleanup(share);
    return NULL;
  }
  return share;
}

// Bodies of some 400 KB are allocated on the loop thread and freed on another. With glibc's defaults each free trims the arena and
// each allocation faults its pages in again, which triples the cost of a response. Process-wide; mallopt is not in the Glibc module.
static inline void clibcurl_keep_freed_memory(void) {
  mallopt(M_TRIM_THRESHOLD, 128 * 1024 * 1024);
  mallopt(M_MMAP_THRESHOLD, 32 * 1024 * 1024);
}
