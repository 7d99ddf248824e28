import Files
import Foundation
import Journal
import Model
import Subprocesses

/// Finds out whether something on this machine calls `rekey run --due`, as far as that is visible.
enum SchedulerEntry {
    /// - Returns: nothing if no plan has a schedule.
    static func finding(database: String) async -> Finding? {
        // A database that cannot be read has been reported already.
        guard let agenda = try? ScheduleOverview(JournalReader(path: database)), !agenda.entries.isEmpty else {
            return nil
        }
        if let place = await place() { return .ok("scheduler", "\(place) calls rekey run --due") }
        return .warning(
            "scheduler",
            "\(counted(agenda.entries.count, "plan")) with a schedule, and nothing that calls `rekey run --due` was found; see `rekey "
                + "schedule print`")
    }

    private static func place() async -> String? {
        let folders = ["/etc/cron.d", "/etc/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"]
        let files =
            ["/etc/crontab"]
            + folders.flatMap { folder in
                ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map { "\(folder)/\($0)" }
            }
        for file in files where file.contains("cron") || file.hasSuffix(".service") {
            // Files that this user cannot read, or that are not text, are skipped.
            if let bytes = try? InputFile.contents(of: file, maximum: 1_048_576),
                isCall(String(decoding: bytes, as: UTF8.self))
            {
                return file
            }
        }
        let list = Invocation(["crontab", "-l"], directory: "/", timeLimit: .seconds(5))
        // Without a crontab program nothing calls rekey from there.
        guard let outcome = try? await list.run(input: nil, keepsOutput: true) else { return nil }
        return isCall(String(decoding: outcome.output, as: UTF8.self)) ? "the crontab of this user" : nil
    }

    private static func isCall(_ text: String) -> Bool {
        text.split(separator: "\n").contains { line in
            !line.hasPrefix("#") && line.contains("rekey") && line.contains("run --due")
        }
    }
}
