import Foundation
import Sandbox
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Programs that outlive the rekey that started them.
@Suite(.fewAtATime) struct OrphanTests {
    /// Where a plan calls a program.
    enum SealContext: String, CaseIterable, Sendable {
        case set, verify, source, gate, notify

        var isStep: Bool { self == .set || self == .verify }
    }

    /// How the program lives on. In each, `record` is called once the file `go` is there.
    enum Kind: String, CaseIterable, Sendable {
        case itself, child, orphaned, stubborn

        /// What becomes of `$record`, a line of shell.
        var script: String {
            switch self {
            case .itself: "$wait; $record"
            case .child: "sh -c '$wait; $record'"
            case .orphaned: "setsid sh -c '$wait; $record' & sleep 600"
            case .stubborn: "trap '' TERM HUP; sh -c '$wait; $record'"
            }
        }
    }

    private static func plan(_ place: SealContext, app: String) -> String {
        let settings =
            switch place {
            case .gate: "waves: { size: 1, gate: { command: [./slow], timeout: 5m } }"
            case .notify: "notify: { command: [./slow], on: always }"
            default: ""
            }
        let steps = place.isStep ? "    steps: { \(place.rawValue): { command: [./slow], timeout: 5m } }" : ""
        let value = place == .source ? "{ command: [./slow], timeout: 5m }" : "{ generate: password }"
        return """
            version: 1
            plan: plan
            guard: off
            \(settings)
            secrets:
              - secret: db
                targets: { apps: [\(app), 00000000-0000-4000-8000-00000000000b] }
                keys: { password: \(value) }
            \(steps)

            """
    }

    /// The program says that it runs, waits for `go` as `kind` does it, and writes down what it read.
    private static func slow(_ kind: Kind) -> String {
        """
        #!/bin/sh
        test -e quick && { cat > input; cat input >> applied; echo value; exit 0; }
        cat > input
        echo $$ > began
        \(kind.script
            .replacing("$record", with: "cat input >> applied; echo late >> applied")
            .replacing("$wait", with: "echo $$ > waiting; until test -e go; do sleep 0.05; done"))
        echo value
        """
    }

    @Test(
        "after kill -9 the next call names the program that still runs, and goes on after its end",
        arguments: SealContext.allCases, Kind.allCases)
    func killed(place: SealContext, kind: Kind) async throws {
        try await Sandboxed.run { program, server async throws in
            try program.write("plan.yaml", Self.plan(place, app: "00000000-0000-4000-8000-00000000000a"))
            try program.write("slow", Self.slow(kind))
            _ = try await program.shell("chmod +x slow")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let waiting = program.folder + "/waiting"
            let code = try await program.start(["run", "plan"]) { process in
                _ = try await eventually { (try? String(contentsOfFile: waiting, encoding: .utf8))?.isEmpty == false }
                kill(process, SIGKILL)
            }
            #expect(code == 128 + SIGKILL)
            let number = try String(contentsOfFile: waiting, encoding: .utf8).trimmingCharacters(in: .newlines)
            try program.write("quick", "")
            if place == .notify {
                // The run is over by then, and holds nothing any more.
                #expect(try await program.run("run", "plan").code == 0)
                return try await end(number, kind, program)
            }
            for call in [
                ["run", "plan"], ["resume"], ["cancel", "1", "--yes"], ["prune", "--older-than", "1d", "--yes"],
            ] {
                let next = try await program.run(call)
                #expect(next.code == 75 && next.errorLine.contains("process"), "\(call): \(next.errors)")
                #expect(next.errorLine.contains(number), "\(number): \(next.errors)")
            }
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
            #expect(!FileManager.default.fileExists(atPath: program.folder + "/applied"))

            // One who waits gets in as soon as the last of them has ended.
            async let resumed = program.run("resume", "--wait-lock", "60s")
            try await end(number, kind, program)
            let ending = try await resumed
            #expect(ending.code == 0, "\(ending.errors)")
            let applied = try String(contentsOfFile: program.folder + "/applied", encoding: .utf8)
            #expect(applied.components(separatedBy: "late").count == 2)
            // What the orphan applied came before everything that the resumed run applied.
            let lines = applied.split(separator: "\n").map(String.init)
            let late = lines.firstIndex(of: "late") ?? -1
            #expect(late <= 1, "\(applied)")
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    /// Lets the program come to its end.
    private func end(_ number: String, _ kind: Kind, _ program: Program) async throws {
        try program.write("go", "")
        let process = Int32(number) ?? 0
        #expect(try await eventually { kill(process, 0) != 0 })
        guard kind == .orphaned else { return }
        let leader = try String(contentsOfFile: program.folder + "/began", encoding: .utf8)
        kill(-(Int32(leader.trimmingCharacters(in: .newlines)) ?? 0), SIGKILL)
    }

    @Test("with few open files allowed a program inherits the lock all the same")
    func fewFiles() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.write("plan.yaml", Self.plan(.set, app: "00000000-0000-4000-8000-00000000000a"))
            try program.write("slow", Self.slow(.child))
            _ = try await program.shell("chmod +x slow")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let ending = try await program.shell(
                """
                (ulimit -n 60; exec $REKEY_PROGRAM run plan --quiet) & run=$!
                for i in $(seq 600); do test -s waiting && break; sleep 0.05; done
                kill -9 $run; touch quick; $REKEY_PROGRAM resume; code=$?; touch go
                for i in $(seq 600); do grep -q late applied && break; sleep 0.05; done; exit $code
                """)
            #expect(ending.code == 75 && ending.errors.contains("process"), "\(ending.errors)")
        }
    }

    @Test("a request that was cut off by kill -9 holds nothing")
    func killedInPut() async throws {
        try await Sandboxed.run(faults: ["delay=200ms"]) { program, server async throws in
            try program.writePlan(apps: 3)
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let code = try await program.start(["run", "plan"]) { process in
                _ = try await eventually { await server.state.requestCount >= 2 }
                kill(process, SIGKILL)
            }
            #expect(code == 128 + SIGKILL)
            #expect(try await program.run("resume").code == 0)
            #expect(await server.state.targetsWithDifferingValues.isEmpty)
        }
    }

    @Test("how a program ended is known though whoever started rekey ignores the end of children")
    func ignoredChildren() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.write("plan.yaml", Self.plan(.set, app: "00000000-0000-4000-8000-00000000000a"))
            try program.write("slow", "#!/bin/sh\ncat > /dev/null\n")
            _ = try await program.shell("chmod +x slow")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            let ending = try await program.shell(
                "exec env --ignore-signal=CHLD \"$REKEY_PROGRAM\" run plan")
            #expect(ending.code == 0, "\(ending.errors)")
        }
    }

    @Test("a service that a program leaves behind in good order keeps nobody off, not even after a later kill")
    func service() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.write("plan.yaml", Self.plan(.set, app: "00000000-0000-4000-8000-00000000000a"))
            try program.write(
                "slow", "#!/bin/sh\ncat > /dev/null\nsetsid sleep 600 > /dev/null 2>&1 & echo $! >> services\n")
            _ = try await program.shell("chmod +x slow")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan").code == 0)
            let again = try await program.run("run", "plan")
            #expect(again.code == 0, "\(again.errors)")
            _ = try await program.shell("kill -9 $(cat services)")
        }
    }

    @Test("a program that takes too long is ended with those of its children that ignore it")
    func stubborn() async throws {
        try await Sandboxed.run { program, _ async throws in
            let plan = Self.plan(.set, app: "00000000-0000-4000-8000-00000000000a")
            try program.write("plan.yaml", plan.replacing("timeout: 5m", with: "timeout: 300ms"))
            try program.write(
                "slow",
                """
                #!/bin/sh
                cat > /dev/null
                trap '' TERM
                sh -c 'trap "" TERM; echo $$ >> children; sleep 600' &
                wait
                """)
            _ = try await program.shell("chmod +x slow")
            #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
            #expect(try await program.run("run", "plan").code == 75)
            let children = try String(contentsOfFile: program.folder + "/children", encoding: .utf8)
                .split(separator: "\n").compactMap { Int32($0) }
            #expect(!children.isEmpty)
            for child in children { #expect(try await eventually { kill(child, 0) != 0 }) }
        }
    }
}
