#pragma once
// The SHA256_* functions are marked deprecated in OpenSSL 3 in favour of EVP. EVP allocates and fetches an algorithm for every digest, which
// costs more than hashing a small request; the old functions are still there in every 3.x.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <openssl/hmac.h>
