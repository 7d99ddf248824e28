import Foundation
import TestSupport
import Testing

#if canImport(Glibc)
    import Glibc
#endif

/// Files and folders as people name them.
@Suite(.fewAtATime) struct JobFolderTests {
    @Test("a folder stands for its job files, and one without any is an error")
    func folder() async throws {
        let program = try Program()
        defer { program.remove() }
        for name in ["jobs", "empty"] {
            try FileManager.default.createDirectory(
                atPath: program.folder + "/" + name, withIntermediateDirectories: false)
        }
        for name in ["b", "a"] { try program.writePlan("jobs/\(name)", apps: 1) }
        // The names of plans and lists have no folder in them.
        for name in ["a", "b"] {
            let path = program.folder + "/jobs/\(name).yaml"
            let text = try String(contentsOfFile: path, encoding: .utf8)
            try program.write("jobs/\(name).yaml", text.replacing("jobs/", with: ""))
        }
        #expect(try await program.run("plan", "validate", "jobs").code == 0)
        let applied = try await program.run("plan", "apply", "jobs/")
        #expect(
            applied.output == "plan a: created, revision 1, 1 target\nplan b: created, revision 1, 1 target\n",
            "\(applied.errors)")
        #expect(applied.errors.contains("nothing was sent; next: rekey check"))
        #expect(try await program.run("plan", "diff", "jobs").output.contains("plan b: unchanged"))
        let empty = try await program.run("plan", "apply", "empty")
        #expect(empty.code == 64 && empty.errors.contains("the folder empty has no .yaml or .yml file"))
    }

    @Test("two example files are two plans")
    func examples() async throws {
        let program = try Program()
        defer { program.remove() }
        for name in ["billing.yaml", "search.yml", "Not A Name.yaml"] {
            #expect(try await program.run("init", "--example", name).code == 0)
            #expect(try await program.run("plan", "apply", name).code == 0)
        }
        let plans = try await program.run("plan", "list", "-o", "csv").output.split(separator: "\n").dropFirst()
        #expect(plans.map { $0.split(separator: ",")[0] } == ["api-token", "billing", "search"])
    }

    @Test("a help topic that does not exist is an error")
    func help() async throws {
        let program = try Program()
        defer { program.remove() }
        let unknown = try await program.run("help", "exit-codes")
        #expect(unknown.code == 64 && unknown.errors.contains("\"exit-codes\" is not a command"))
        #expect(try await program.run("help", "plan", "apply").code == 0)
        #expect(try await program.run("help").code == 0)
    }

    @Test("a database that this user may not reach is not called missing", .enabled(if: geteuid() == 0))
    func notPermitted() async throws {
        let program = try Program()
        defer { program.remove() }
        #expect(try await program.run("init").code == 0)
        try program.writePlan("p", apps: 1)
        try FileManager.default.setAttributes([.posixPermissions: 0o711], ofItemAtPath: program.folder)
        try FileManager.default.createDirectory(
            atPath: program.folder + "/closed", withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        for command in ["status", "plan apply p.yaml"] {
            let ending = try await program.shell(
                "setpriv --reuid=65534 --clear-groups \"$REKEY_PROGRAM\" \(command)",
                environment: ["REKEY_DATABASE": program.folder + "/closed/rekey.db"])
            #expect(ending.code == 78 && ending.errors.contains("ermission"), "\(command): \(ending.errors)")
            #expect(!ending.errors.contains("rekey init") && !ending.errors.contains("no database exists"))
        }
    }
}
