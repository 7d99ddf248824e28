import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// A database that lies where nobody, or not this user, can write.
@Suite(.fewAtATime) struct ReadOnlyTests {
    private static let isRoot = geteuid() == 0
    /// A file system of its own in a mount namespace, as a snapshot that is examined.
    private static let prelude = """
        mkdir mounted; mount -t tmpfs none mounted && chmod 700 mounted || exit 99
        export REKEY_DATABASE=$PWD/mounted/rekey.db
        """

    private func mounted(_ program: Program, _ script: String) async throws -> Program.Ending {
        try program.write("script", Self.prelude + "\n" + script)
        return try await program.shell("exec unshare --mount bash script")
    }

    @Test(
        "a database that was read while it could not be written can be written again", .enabled(if: isRoot),
        arguments: ["status", "audit verify"])
    func readWhileUnwritable(command: String) async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 1)
            try program.write(
                "script",
                """
                umask 077; cd state
                as() { setpriv --reuid=65534 --clear-groups "$@"; }
                rekey() { as $REKEY_PROGRAM "$@" --database $PWD/r.db --key-file $PWD/k; }
                rekey init >&2; rekey plan apply plan.yaml >&2
                chmod 400 r.db; rekey \(command) >&2; echo $?
                rekey plan apply plan.yaml; echo $?
                chmod 600 r.db; rekey plan apply plan.yaml >&2; echo $?
                # As an earlier release left it.
                touch r.db-shm r.db-wal; chown nobody r.db-*; chmod 400 r.db-*; rekey plan apply plan.yaml >&2; echo $?
                """)
            let ending = try await program.shell(
                "mkdir state; cp plan.* state; chmod 755 . state; chown -R nobody state; bash script")
            #expect(ending.output == "0\n78\n0\n0\n", "\(ending.output) \(ending.errors)")
        }
    }

    @Test("what only reads works on a file system that is mounted read-only", .enabled(if: isRoot))
    func mountedReadOnly() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 2)
            let ending = try await mounted(
                program,
                """
                $REKEY_PROGRAM plan apply plan.yaml >&2; $REKEY_PROGRAM run plan >&2
                mount -o remount,ro mounted
                for command in status runs "items 1" "attempts 1" "report 1" "audit verify" "audit export" "plan list" \\
                  "schedule list"; do
                  $REKEY_PROGRAM $command >/dev/null && echo "$command"
                done
                $REKEY_PROGRAM run plan; echo $?
                """)
            let lines = ending.output.split(separator: "\n")
            #expect(
                lines == [
                    "status", "runs", "items 1", "attempts 1", "report 1", "audit verify", "audit export", "plan list",
                    "schedule list", "78",
                ], "\(ending.output) \(ending.errors)")
        }
    }

    @Test(
        "a log with changes on a file system that is mounted read-only is told, and not passed over",
        .enabled(if: isRoot))
    func logLeft() async throws {
        try await Sandboxed.run { program, _ async throws in
            try program.writePlan(apps: 2)
            let ending = try await mounted(
                program,
                """
                $REKEY_PROGRAM plan apply plan.yaml >&2
                REKEY_CRASH_AT=answered $REKEY_PROGRAM run plan >&2
                rm mounted/rekey.db-shm
                mount -o remount,ro mounted
                for command in status "audit verify"; do $REKEY_PROGRAM $command; echo $?; done
                """)
            #expect(ending.output == "74\n74\n")
            let told = ending.errors.split(separator: "\n").filter { $0.contains("rekey.db-wal) alone cannot be read") }
            #expect(told.count == 2, "\(ending.errors)")
        }
    }

    @Test("a folder that this user cannot write to is named", .enabled(if: isRoot))
    func folderOfAnother() async throws {
        let program = try Program()
        defer { program.remove() }
        try program.writePlan(apps: 2)
        #expect(try await program.run("plan", "apply", "plan.yaml").code == 0)
        let ending = try await program.shell(
            """
            chown nobody rekey.db rekey.key; chmod 711 .
            cp -r "$(dirname "$REKEY_PROGRAM")"/rekey /tmp/rekey-$$ && chmod 755 /tmp/rekey-$$
            for command in status "audit verify"; do
              setpriv --reuid nobody --clear-groups /tmp/rekey-$$ $command 2>&1; echo $?
            done
            rm /tmp/rekey-$$
            """)
        let lines = ending.output.split(separator: "\n")
        #expect(lines.count == 4 && lines[1] == "78" && lines[3] == "78", "\(ending.output)")
        for line in [lines.first, lines.dropFirst(2).first] {
            #expect(line?.contains("cannot write to its folder") == true, "\(ending.output)")
        }
    }
}
