#if DEBUG
    import Synchronization

    #if canImport(Glibc)
        import Glibc
    #endif

    extension CrashPoint {
        private static let armed: (point: CrashPoint, visit: Int)? = {
            guard let text = getenv("REKEY_CRASH_AT") else { return nil }
            let parts = String(cString: text).split(separator: ":")
            guard let point = parts.first.flatMap({ CrashPoint(rawValue: String($0)) }) else { return nil }
            return (point, parts.count > 1 ? Int(parts[1]) ?? 1 : 1)
        }()
        private static let visits = Atomic(0)

        /// Ends the process here if this is the armed point.
        package func pass() {
            guard let armed = Self.armed, armed.point == self else { return }
            guard Self.visits.add(1, ordering: .relaxed).newValue == armed.visit else { return }
            kill(getpid(), SIGKILL)
        }
    }
#else
    extension CrashPoint {
        /// Nothing, outside of debug builds.
        @inline(__always)
        package func pass() {}
    }
#endif
