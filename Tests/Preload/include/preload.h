// Nothing to call: the library works by being named in LD_PRELOAD (ld.so(8)).
#ifndef REKEY_PRELOAD_H
#define REKEY_PRELOAD_H
#endif
