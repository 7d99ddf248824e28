import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// A program that does a job once.
struct Contender {
    let name: String
    let executable: String
    let arguments: [String]
    let environment: [String: String]

    /// - Throws: `BenchError` when it cannot be started or ends with another status than `expected`.
    func measure(expected: Int32 = 0) throws -> Measurement { try start().end(expected: expected) }

    /// - Throws: `BenchError` when it cannot be started.
    func start() throws -> Underway {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
        }
        var argv = ([executable] + arguments).map { strdup($0) } + [nil]
        var envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in argv + envp { free(text) } }
        let began = ContinuousClock.now
        var process: pid_t = 0
        guard posix_spawn(&process, executable, &actions, nil, &argv, &envp) == 0 else {
            throw BenchError("\(executable) cannot be started")
        }
        return Underway(name: name, process: process, began: began)
    }
}

/// A process of the bench that has not been waited for.
struct Underway {
    let name: String
    let process: pid_t
    let began: ContinuousClock.Instant

    func kill() { _ = Glibc.kill(process, SIGKILL) }

    /// Waits for its end.
    ///
    /// - Parameter expected: Its exit status, or a signal's number plus 128, as a shell has it.
    /// - Throws: `BenchError` when it ends otherwise.
    func end(expected: Int32 = 0) throws -> Measurement {
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(process, &status, 0, &usage) == process else { throw BenchError("\(name) got lost") }
        let wall = began.duration(to: .now)
        let code = status & 0x7f == 0 ? status >> 8 : 128 + status & 0x7f
        guard code == expected else { throw BenchError("\(name) ended with status \(code)") }
        let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return Measurement(
            wallSeconds: wall.seconds, cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakMegabytes: Double(usage.ru_maxrss) / 1_024)
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
