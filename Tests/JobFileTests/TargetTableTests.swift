import Foundation
import Model
import Testing

@testable import JobFile

@Suite struct TargetTableTests {
    private static let app = "3c90c3cc-0d44-4b50-8888-8dd25736052a"

    private func targets(_ bytes: [UInt8], secret: String?) throws -> [String] {
        let path = FileManager.default.temporaryDirectory.path + "/\(UUID()).csv"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        var found: [String] = []
        do {
            try TargetTable(path: path, secret: secret.map(SecretName.init)).forEach { row in
                found.append("\(row.line) \(row.target.secret)")
            }
        } catch let error as JobFileError {
            throw JobFileError(
                file: "t.csv", line: error.line, column: nil, field: nil, what: error.what, remedy: error.remedy)
        }
        return found
    }

    private func targets(_ text: String, secret: String? = nil) throws -> [String] {
        try targets(Array(text.utf8), secret: secret)
    }

    @Test("rows are read as RFC 4180 has them")
    func rows() throws {
        let text =
            "\u{FEFF}team,app_id,secret_name\r\n\"a, \"\"b\"\"\nc\",\(Self.app),one\r\n\r\nx,\(Self.app.uppercased()),\"two\""
        #expect(try targets(text) == ["2 one", "5 two"])
        #expect(try targets("app_id\n\(Self.app)\n\n\n", secret: "s") == ["2 s"])
    }

    @Test(
        "each mistake is named with its line",
        arguments: [
            ("", "t.csv:1: the file is empty; write a header row with app_id"),
            (
                "id\nx\n",
                "t.csv:1: column \"app_id\" is missing; add it to the header row and to each row, or write "
                    + "columns: { app_id: COLUMN } beside csv:"
            ),
            (
                "app_id\n\(app)\n",
                "t.csv:1: column \"secret_name\" is missing; add it to the header row and to each row, or write secret: in the job file, or write columns: { secret_name: COLUMN } beside csv:"
            ),
            ("app_id,app_id\n", "t.csv:1: the column \"app_id\" is listed twice; keep one"),
            (
                "app_id,secret_name\n\(app)\n",
                "t.csv:2: the row has 1 fields, the header 2; put quotes around fields that contain a comma"
            ),
            (
                "app_id,secret_name\n\(app),\"x\n",
                "t.csv:2: a quote is not closed; close it, or double the quotes within a field"
            ),
            (
                "app_id,secret_name\n\(app),\"x\"y\n",
                "t.csv:2: text follows a closing quote; double the quotes within a field"
            ),
            (
                "app_id,secret_name\n\(app),\n",
                "t.csv:2: the secret's name is empty or longer than 253 characters; write the name that the app shows"
            ),
            ("app_id,secret_name\n\(app),a\u{0}b\n", "t.csv:2: the row is not UTF-8 text; save the file as UTF-8"),
        ])
    func mistakes(text: String, message: String) {
        let error = #expect(throws: JobFileError.self) { try targets(text) }
        #expect(error?.description == message)
    }

    @Test(
        "what spreadsheets write is read, or refused with the remedy",
        arguments: [
            ("sep=,\r\napp_id\r\n\(app)\r\n,\r\n", nil),
            (
                "sep=;\napp_id;x\n",
                "the file says that it is split by \";\", not by \",\"; write delimiter: \";\" beside csv:"
            ),
            (
                "app_id;pw\n\(app);x\n",
                "column \"app_id\" is missing (the header is split by \";\"); set delimiter: \";\" or save the file with commas"
            ),
            (
                " app_id,x\n",
                "column \"app_id\" is missing: the header has \" app_id\", with white space; remove the white space"
            ),
            (
                "App_ID\n",
                "column \"app_id\" is missing: the header has \"App_ID\"; write it in the same case, or write columns: { app_id: App_ID } beside csv:"
            ),
            (
                "app_id,x\n\(app), \"y\"\n",
                "a space or an invisible character stands before a quote; remove it; a space inside the quotes is kept"
            ),
            (
                "app_id,x\n\(app),\u{A0}\"y\"\n",
                "a space or an invisible character stands before a quote; remove it; a space inside the quotes is kept"
            ),
            (
                "app_id\u{200B},x\n",
                "column \"app_id\" is missing: the header has \"app_id\", with an invisible character; type the name again"
            ),
        ] as [(String, String?)])
    func spreadsheets(text: String, message: String?) {
        do {
            #expect(try targets(text, secret: "s").count == 1 && message == nil)
        } catch {
            #expect("\(error)".hasSuffix(message ?? "?"), "\(error)")
        }
    }

    @Test("a bad id and bytes that are no UTF-8 are named")
    func bytes() {
        #expect(throws: JobFileError.self) { try targets("app_id\nnope\n", secret: "s") }
        #expect(throws: JobFileError.self) { try targets(Array("app_id\n".utf8) + [0xff, 0x0a], secret: "s") }
    }

    @Test("the secret is named in one place")
    func both() {
        let error = #expect(throws: JobFileError.self) {
            try targets("app_id,secret_name\n\(Self.app),x\n", secret: "s")
        }
        #expect(error?.remedy == "leave secret: out")
    }
}
