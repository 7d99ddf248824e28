import Foundation
import Model
import Testing

@testable import SchedulerUnits

@Suite struct CrontabUnitTests {
    private func text(_ order: UnitRequest = UnitRequest()) throws -> String {
        let units = try CrontabUnit(order).units()
        #expect(units.count == 1)
        return try #require(units.first).text
    }

    @Test("key and credential are named by their files")
    func files() throws {
        let lines = try text().split(separator: "\n")
        #expect(lines.contains("REKEY_DATABASE=/var/lib/rekey/rekey.db"))
        #expect(lines.contains("REKEY_KEY_FILE=/etc/rekey/rekey.key"))
        #expect(lines.contains("NX1_PROFILES_PATH=/etc/rekey/profiles"))
        #expect(lines.contains("MAILTO=root"))
        #expect(lines.last?.hasPrefix("*/5 * * * * out=$(flock -n ") == true)
        #expect(lines.last?.contains("/usr/local/bin/rekey run --due --quiet --wait-lock 10m 2>&1") == true)
    }

    @Test("a line that cron would cut is refused")
    func long() {
        let long = "/" + String(repeating: "a", count: 990)
        for change in [\UnitRequest.database, \.program] {
            var order = UnitRequest()
            order[keyPath: change] = long
            let refusal = #expect(throws: InvalidInput.self) { try text(order) }
            #expect(refusal?.what.contains("too long for cron") == true)
        }
    }

    /// How the `crontab` of this machine is told to look at a file and to write nothing: Debian's and cronie's differ,
    /// and what the one means is a change for the other.
    private static let dryRun: (program: OutsideProgram, option: String)? = {
        guard let program = OutsideProgram("crontab") else { return nil }
        let version = (try? program.run(["-V"]).output) ?? ""  // Debian's has no version to tell
        if version.contains("cronie") { return (program, "-T") }
        return FileManager.default.fileExists(atPath: "/etc/debian_version") ? (program, "-n") : nil
    }()

    @Test("cron takes the file", .enabled(if: dryRun != nil))
    func syntax() throws {
        let folder = try TemporaryFolder()
        let (crontab, option) = try #require(Self.dryRun)
        var order = CronScene.order(in: "/srv/50% it's \"odd\"")
        order.interval = try CallInterval(minutes: 120)
        for file in [try text(), try text(order)] {
            let (output, status) = try crontab.run([option, try folder.write(file, to: "crontab")])
            #expect(status == 0, "\(output)")
        }
    }

    @Test(
        "what fails is printed with its exit status, what succeeds is silent, whatever the paths are",
        .enabled(if: OutsideProgram("flock") != nil), arguments: [false, true])
    func printed(readsEnvironment: Bool) throws {
        let scene = try CronScene(name: "50% it's \"odd\" $HOME", readsEnvironment: readsEnvironment)
        try scene.stand(
            in: """
                echo "$REKEY_DATABASE|$REKEY_KEY_FILE|$NX1_PROFILES_PATH|$*"
                printf '%s\\n' 'at 100% \\n' >&2
                exit 75
                """)
        let failed = try scene.call()
        #expect(failed.status == 75)
        let folder = scene.folder.path
        #expect(
            failed.output == """
                \(folder)/re%.db|\(folder)/re.key|\(folder)/pro%files|run --due --quiet --wait-lock 10m\
                \(readsEnvironment ? "" : " --profile it's 5%")
                at 100% \\n

                """)
        try scene.stand(in: "echo done; exit 0")
        let succeeded = try scene.call()
        #expect(succeeded.output == "")
        #expect(succeeded.status == 0)
    }

    @Test("while one call runs, the next ones end at once without a word", .enabled(if: OutsideProgram("flock") != nil))
    func overlap() throws {
        let scene = try CronScene(name: "overlap", readsEnvironment: false)
        try scene.stand(in: "echo called; exit 1")
        let call = try scene.call(whileHeld: true)
        #expect(call.output == "")
        #expect(call.status == 0)
        #expect(try scene.call().output == "called\n")
    }

    @Test("a missing file of variables is a failure that is told", .enabled(if: OutsideProgram("flock") != nil))
    func noEnvironment() throws {
        let scene = try CronScene(name: "missing", readsEnvironment: true)
        try scene.stand(in: "exit 0")
        try FileManager.default.removeItem(atPath: scene.folder.path + "/en%v")
        let call = try scene.call()
        #expect(call.status != 0)
        #expect(call.output.contains("en%v"))
    }
}
