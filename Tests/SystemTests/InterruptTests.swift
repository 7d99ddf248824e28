import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Signals end a command with 75 wherever it waits, also before and after its run.
@Suite(.fewAtATime) struct InterruptTests {
    /// Defines `end PROCESS COUNT`: sends so many signals to a process that catches them, and prints its exit code.
    private static let end = """
        ready() { until m=$(sed -n 's/^SigCgt:\\t//p' /proc/$1/status) && (( 16#${m:-0} & 16#4000 )); do sleep 0.02; done; }
        end() { ready $1; for i in $(seq $2); do kill $1 2> /dev/null; sleep 0.2; done; wait $1; echo "code $?"; }

        """

    private func code(
        _ script: String, faults: [String] = [], plan settings: String = "guard: off",
        environment: [String: String] = [:],
        _ prepare: @Sendable @escaping (Program) async throws -> Void = { _ in }
    ) async throws -> String {
        try await Sandboxed.run(faults: faults) { program, _ async throws in
            var program = program
            program.timeLimit = .seconds(100)
            try program.writePlan("p", apps: 2, settings: settings)
            #expect(try await program.run("plan", "apply", "p.yaml").code == 0)
            try await prepare(program)
            let ending = try await program.shell(Self.end + script, environment: environment)
            return ending.output.split(separator: "\n").last { $0.hasPrefix("code ") }.map(String.init)
                ?? "\(ending.output)\(ending.errors)"
        }
    }

    @Test("while a job file is read from a pipe that nobody writes into", arguments: [1, 2])
    func pipe(count: Int) async throws {
        #expect(
            try await code("mkfifo f; exec 3<>f; $REKEY_PROGRAM plan apply - <&3 & end $! \(count)") == "code 75")
    }

    @Test("while it waits for the lock", arguments: [1, 2])
    func lock(count: Int) async throws {
        let text = """
            $REKEY_PROGRAM run p --quiet & first=$!
            until $REKEY_PROGRAM status | grep -q running; do sleep 0.05; done
            $REKEY_PROGRAM run p --wait-lock 1h --quiet & end $! \(count)
            kill -9 $first
            """
        #expect(try await code(text, faults: ["hang:put"]) == "code 75")
    }

    @Test("at a question on a terminal", .enabled(if: access("/usr/bin/script", X_OK) == 0))
    func question() async throws {
        let text = """
            $REKEY_PROGRAM run p --quiet; $REKEY_PROGRAM run p --quiet
            mkfifo keys; exec 3<>keys
            script -qefc "sh -c 'echo \\$\\$ > pid; exec $REKEY_PROGRAM rollback 2'" shown <&3 > /dev/null 2>&1 & terminal=$!
            until grep -q 'y/N' shown 2> /dev/null; do sleep 0.05; done
            kill $(cat pid); wait $terminal; echo "code $?"
            """
        #expect(try await code(text, plan: "guard: off\nretain: 1") == "code 75")
    }

    @Test("while a token server keeps it waiting", arguments: [1, 2])
    func token(count: Int) async throws {
        let server = try DeafProxy()
        let result = try await code(
            "unset NX1_API_KEY; $REKEY_PROGRAM run p --quiet & end $! \(count)",
            environment: [
                "NX1_CLIENT_ID": "c", "NX1_CLIENT_SECRET": "s",
                "NX1_TOKEN_URL": "http://127.0.0.1:\(server.port)/token",
            ])
        #expect(result == "code 75")
    }

    @Test("while a notice is on its way it ends too, and the run's own result stands")
    func notice() async throws {
        let text = """
            $REKEY_PROGRAM run p --quiet & run=$!
            until test -e told; do sleep 0.05; done
            end $run 2
            $REKEY_PROGRAM status
            """
        let result = try await code(
            text, plan: "guard: off\nnotify: { command: [sh, -c, \"touch told; sleep 90\"], on: always }")
        #expect(result == "code 0")
    }

    @Test("while it writes a report to somebody who does not read", arguments: [1, 2])
    func report(count: Int) async throws {
        let text = """
            $REKEY_PROGRAM run p --quiet
            mkfifo f; exec 3<>f; head -c 65536 /dev/zero >&3
            $REKEY_PROGRAM report 1 >&3 & end $! \(count)
            """
        #expect(try await code(text) == "code 75")
    }

    @Test("a hangup ends nothing where whoever started it has it ignored, as nohup does")
    func hangup() async throws {
        let text = """
            (trap '' HUP; exec $REKEY_PROGRAM run p --quiet) & run=$!
            ready $run; kill -HUP $run; wait $run; echo "code $?"
            """
        #expect(try await code(text, faults: ["delay=1000"]) == "code 0")
    }
}
