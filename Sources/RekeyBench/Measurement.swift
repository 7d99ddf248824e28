import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// One whole process, by the operating system's own account (wait4(2)).
struct Measurement {
    let wallSeconds: Double
    let cpuSeconds: Double
    let peakMegabytes: Double
}

/// A program that does the job once.
struct Contender {
    let name: String
    let executable: String
    let arguments: [String]
    let environment: [String: String]

    /// - Throws: `BenchError` when it cannot be started or does not end with 0.
    func measure() throws -> Measurement {
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
        var status: Int32 = 0
        var usage = rusage()
        guard wait4(process, &status, 0, &usage) == process else { throw BenchError("\(name) got lost") }
        let wall = began.duration(to: .now)
        guard status == 0 else { throw BenchError("\(name) ended with status \(status >> 8)") }
        let seconds = { (time: timeval) in Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return Measurement(
            wallSeconds: Double(wall.components.seconds) + Double(wall.components.attoseconds) / 1e18,
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakMegabytes: Double(usage.ru_maxrss) / 1_024)
    }
}

struct BenchError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
