import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// The HTML report in a real browser: headless Chromium from Debian, where it is installed.
@Suite(.fewAtATime, .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")))
struct ReportPageTests {
    private struct Page {
        let dom: String
        let console: String

        /// The rows of a table's body as they stand there.
        func rows(_ table: String) -> [String] {
            let body =
                dom.components(separatedBy: "<table id=\"\(table)\"").last?
                .components(separatedBy: "</table>").first?.components(separatedBy: "<tbody>").last ?? ""
            return body.components(separatedBy: "<tr>").dropFirst().map { $0.replacing("\n", with: "") }
        }
    }

    private func open(_ file: String, fragment: String = "", in folder: String) async throws -> Page {
        let result = try await Subprocess.run(
            .path("/usr/bin/chromium"),
            arguments: [
                "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir=\(folder)/browser",
                "--enable-logging=stderr", "--dump-dom", "file://\(file)\(fragment)",
            ],
            environment: .inherit.updating(["HOME": folder]), input: .none, output: .bytes(limit: 64 * 1_048_576),
            error: .bytes(limit: 4 * 1_048_576))
        return Page(
            dom: String(decoding: result.standardOutput, as: UTF8.self),
            console: String(decoding: result.standardError, as: UTF8.self).split(separator: "\n")
                .filter { $0.contains("CONSOLE") }.joined(separator: "\n"))
    }

    @Test("it renders without a word on the console, filters, sorts and turns pages")
    func page() async throws {
        try await Sandboxed.run(faults: ["404:put:50%", "422:put:10%"]) { program, _ in
            try program.writePlan(
                apps: 900, settings: "limits: { rate: none }\nstop: { failures: 100%, canary: 0 }\nguard: off")
            _ = try await program.run("plan", "apply", "plan.yaml")
            _ = try await program.run("run", "plan", "--quiet")
            let items = try await program.run("items", "1", "--state", "failed", "-o", "csv").output
            let failed = items.split(separator: "\n").count - 1
            let refused = items.components(separatedBy: ",validation,").count - 1
            let path = program.folder + "/r.html"
            #expect(try await program.run("report", "1", "--format", "html", "--to", path).code == 0)

            let plain = try await open(path, in: program.folder)
            #expect(plain.console.isEmpty, "\(plain.console)")
            #expect(failed > 200 && plain.rows("failures").count == 200)
            #expect(plain.dom.contains("\(failed) of \(failed), showing 1 to 200"))
            #expect(plain.dom.contains("<button type=\"button\">status</button>"))

            let some = try await open(path, fragment: "#failures?q=validation&sort=0&desc", in: program.folder)
            let rows = some.rows("failures")
            #expect(some.console.isEmpty && refused > 0 && rows.count == min(200, refused))
            #expect(rows.allSatisfy { $0.contains(">validation<") })
            #expect(rows == rows.sorted(by: >))
            #expect(some.dom.contains("aria-sort=\"descending\""))
        }
    }
}
