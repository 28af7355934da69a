#pragma once
// Only the decoder is used: redisReader* and freeReplyObject. The transport is libcurl's, because this hiredis has no TLS.
#include <hiredis/hiredis.h>
