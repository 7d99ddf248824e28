#if DEBUG
    #if canImport(Glibc)
        import Glibc
    #else
        import Foundation
    #endif

    /// Changes the order of a loop's jobs, for tests.
    ///
    /// An actor does not promise an order among jobs that wait at the same time, so code that runs on a loop must work
    /// with every order. `REKEY_SHUFFLE` is the seed.
    struct JobShuffle {
        private var state: UInt64

        init?() {
            guard let seed = getenv("REKEY_SHUFFLE").flatMap({ UInt64(String(cString: $0)) }) else { return nil }
            state = seed
        }

        /// Shuffles `jobs`, and removes those that must wait for the next turn.
        mutating func split(_ jobs: inout [UnownedJob]) -> [UnownedJob] {
            guard !jobs.isEmpty else { return [] }
            jobs.shuffle(using: &self)
            if next() % 4 == 0 { usleep(UInt32(next() % 500)) }  // lets another thread go first
            let count = 1 + Int(next() % UInt64(jobs.count))
            defer { jobs.removeLast(jobs.count - count) }
            return Array(jobs[count...])
        }
    }

    extension JobShuffle: RandomNumberGenerator {
        /// SplitMix64: https://prng.di.unimi.it/splitmix64.c
        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
            return mixed ^ (mixed >> 31)
        }
    }
#endif
