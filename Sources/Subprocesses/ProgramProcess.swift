import CProcess
import Foundation
import Secrets

/// One program from start to end. Everything happens on the thread that calls `perform`.
///
/// swift-subprocess is not used, because it closes every descriptor but the first three. Here a program inherits the
/// open file with the run's lock from the instant of the fork, so that a `kill -9` of rekey never leaves a program
/// without the lock. (`PR_SET_PDEATHSIG` would end only the direct child, and already when the forking thread ends.)
struct ProgramProcess: Sendable {
    let arguments: [String]
    /// The paths where the program may be.
    let paths: [String]
    let environment: [String]
    let directory: String
    /// `nil` for an empty standard input.
    let input: Int32?
    /// Whether the caller needs the standard output.
    let keepsOutput: Bool
    let inherited: Int32?
    let timeLimit: Duration
    /// An event descriptor: readable once the program must be ended.
    let stop: Int32

    /// The time between SIGTERM and SIGKILL.
    private static let grace: Duration = .seconds(1)
    /// How often a start that the system refuses temporarily is repeated, and how long the waits are.
    private static let starts = 5
    private static let pause: useconds_t = 20_000

    private var name: String { arguments.first ?? "" }

    func perform() -> Result<Invocation.Outcome, InvocationError> {
        do throws(InvocationError) {
            var output =
                keepsOutput ? try OutputPipe(program: name, keeping: .whole(maximum: Invocation.maxOutputBytes)) : nil
            defer { output?.close() }
            var errors = try OutputPipe(program: name, keeping: .end(PublicText.endBytes))
            defer { errors.close() }
            let process = try start(output: output?.writeEnd, errors: errors.writeEnd)
            output?.closeWriteEnd()
            errors.closeWriteEnd()
            let ending = try wait(for: process, &output, &errors)
            if ending.isTooLate { throw .timedOut(program: name, after: timeLimit) }
            if output?.isTooMuch == true { throw .tooMuchOutput(program: name) }
            return .success(
                Invocation.Outcome(failure: ending.failure, output: output?.bytes ?? [], errors: errors.bytes))
        } catch {
            return .failure(error)
        }
    }

    // MARK: Start

    private func start(output: Int32?, errors: Int32) throws(InvocationError) -> pid_t {
        let nothing = input == nil || output == nil ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1
        defer { if nothing >= 0 { Foundation.close(nothing) } }
        guard access(directory, F_OK) == 0 else {
            throw .notStarted(program: name, reason: "its folder \(directory) is missing")
        }
        var code = ENOENT
        for path in paths {
            for attempt in 1...Self.starts {
                var process: pid_t = 0
                code = withStrings(arguments) { arguments in
                    withStrings(environment) { environment in
                        rekey_spawn(
                            &process, path, arguments, environment, directory, input ?? nothing, output ?? nothing,
                            errors,
                            inherited ?? -1)
                    }
                }
                if code == 0 { return process }
                guard code == EAGAIN, attempt < Self.starts else { break }
                usleep(Self.pause)
            }
            guard [ENOENT, EACCES, ENOTDIR].contains(code) else { break }
        }
        if [ENOENT, EACCES, ENOTDIR].contains(code) { throw .notFound(program: name) }
        throw .notStarted(program: name, reason: String(cString: strerror(code)))
    }

    private func withStrings<T>(_ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> T) -> T {
        let copies = texts.map { strdup($0) }
        defer { for copy in copies { free(copy) } }
        return body(copies + [nil])
    }

    // MARK: End

    private struct Ending {
        /// `nil` for exit code 0.
        let failure: String?
        let isTooLate: Bool
    }

    private enum Phase {
        case running
        /// It was asked to end.
        case ending
        case killed
    }

    private func wait(
        for process: pid_t, _ output: inout OutputPipe?, _ errors: inout OutputPipe
    ) throws(InvocationError) -> Ending {
        let ended = rekey_process_descriptor(process)
        guard ended >= 0 else {
            let reason = String(cString: strerror(errno))
            signal(process, SIGKILL)
            _ = reap(process)
            throw .notStarted(program: name, reason: "its end cannot be watched: \(reason)")
        }
        defer { Foundation.close(ended) }
        var phase = Phase.running
        var isTooLate = false
        var deadline = ContinuousClock.now + timeLimit
        while true {
            var watched = [
                pollfd(fd: output?.readEnd ?? -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: errors.readEnd, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ended, events: Int16(POLLIN), revents: 0),
                pollfd(fd: phase == .running ? stop : -1, events: Int16(POLLIN), revents: 0),
            ]
            _ = poll(&watched, 4, milliseconds(until: phase == .killed ? nil : deadline))  // on EINTR nothing is ready
            if watched[0].revents != 0 { output?.read() }
            if watched[1].revents != 0 { errors.read() }
            if watched[2].revents != 0 {
                // Until the program is reaped its process number is not reused, so this reaches only the rest of its
                // session.
                if phase != .running { signal(process, SIGKILL) }
                let failure = reap(process)
                output?.drain()
                errors.drain()
                return Ending(failure: failure, isTooLate: isTooLate)
            }
            let isOver = ContinuousClock.now >= deadline
            switch phase {
            case .running where isOver || watched[3].revents != 0:
                isTooLate = watched[3].revents == 0
                signal(process, SIGTERM)
                phase = .ending
                deadline = .now + Self.grace
            case .ending where isOver:
                signal(process, SIGKILL)
                phase = .killed
            default: break
            }
        }
    }

    private func milliseconds(until deadline: ContinuousClock.Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let (seconds, attoseconds) = (deadline - .now).components
        // Rounded up, so that the deadline has passed when the wait ends.
        return Int32(clamping: max(0, seconds &* 1_000 &+ attoseconds / 1_000_000_000_000_000 &+ 1))
    }

    /// Sends a signal to all processes of the program's session that did not leave its group.
    private func signal(_ process: pid_t, _ number: Int32) { kill(-process, number) }

    /// - Returns: how it ended; `nil` for exit code 0.
    private func reap(_ process: pid_t) -> String? {
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0 {
            if errno != EINTR { return "an unknown exit code" }
        }
        let number = status & 0x7f
        if number != 0 { return "signal \(number)" }
        let code = status >> 8 & 0xff
        return code == 0 ? nil : "exit code \(code)"
    }
}
