import CFuzzer
import Foundation
import Model
import Secrets

@testable import JobFile
@testable import Nx1
@testable import Transport
@testable import Values

// Coverage-guided fuzzing of everything that reads what others wrote. `.ci/fuzz` builds and runs it; the first argument
// names the reader, the rest is libFuzzer's. What is wrong may be thrown; a trap, a hang or memory without bound is found.

typealias Reader = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

func bytes(_ start: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: start, count: count))
}

/// Some readers take a path alone. - Returns: a file in memory that holds the input.
func file(_ start: UnsafePointer<UInt8>?, _ count: Int) -> String {
    let path = "/dev/shm/rekey-fuzz-\(getpid())"
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    defer { close(descriptor) }
    precondition(descriptor >= 0 && write(descriptor, start, count) == count, "no room in /dev/shm")
    return path
}

let readers: [String: Reader] = [
    // What is read must come out the same when it is read again from the database.
    "jobfile": { start, count in
        guard let read = try? JobFile(yaml: bytes(start, count), file: "f.yaml") else { return 0 }
        do {
            let again = try JobFile(definition: read.definition, plan: read.plan.name.text)
            precondition(again.definition == read.definition, "the definition changed when it was read again")
            let exported = try JobFile(yaml: JobFile.yaml(definition: read.definition), file: "e.yaml")
            precondition(exported.definition == read.definition, "the definition changed when it was exported")
        } catch {
            preconditionFailure("what was a plan is none any more: \(error)")
        }
        return 0
    },
    "definition": { start, count in
        _ = try? JobFile(definition: String(decoding: bytes(start, count), as: UTF8.self), plan: "p")
        return 0
    },
    "csv": { start, count in
        let path = file(start, count)
        try? TargetTable(path: path, secret: nil).forEach { _ in }
        let names = TargetColumns(appName: "app")
        for columns in [TargetTable.Columns.keys(needed: []), .rows(key: "name", value: "value")] {
            try? TargetTable(path: path, secret: SecretName(stored: "s"), columns: columns, own: names).forEach { _ in }
        }
        return 0
    },
    "profiles": { start, count in
        _ = try? ProfilesFile(path: file(start, count)).profile("default")
        return 0
    },
    // The first byte chooses the status; no text may bring back what was sent.
    "answer": { start, count in
        guard count > 0,
            let target = try? Target(app: AppID("3c90c3cc-0d44-4b50-8888-8dd25736052a"), secret: SecretName("db"))
        else { return 0 }
        let content = bytes(start, count)
        let planted = "pl4nted-v4lue"
        let statuses = [200, 400, 404, 422, 500, 302]
        var body = SecretBuffer(capacity: count)
        for byte in content.dropFirst() { body.append(byte) }
        let answer = HTTPAnswer(
            status: statuses[Int(content[0]) % statuses.count], body: body.secret(), end: .whole, retryAfter: nil,
            serverTime: nil, challenge: nil, allow: nil,
            timing: HTTPTiming(startedAt: .now, duration: .zero))
        let message = String(decoding: content, as: UTF8.self)
        let said = Scrubber([Secret(utf8: planted)]).scrub(message)
        precondition(!said.contains(planted) && !said.contains(String(planted.reversed())), "a value came through")
        precondition(
            said.unicodeScalars.count <= 500 && !said.unicodeScalars.contains { $0.value < 0x20 }, "not a line")
        _ = answer.body.withBytes(SecretDetail.read)
        _ = target
        return 0
    },
    // What the scanner reads, the decoder reads too, and the same.
    "detail": { start, count in
        let raw = UnsafeRawBufferPointer(start: start, count: count)
        guard let scanned = SecretDetailScanner.read(raw) else { return 0 }
        let decoded = SecretDetail.decode(raw)
        precondition(decoded?.secretName == scanned.secretName, "another name")
        precondition(decoded?.data?.map(\.key) == scanned.data?.map(\.key), "other keys")
        return 0
    },
    "dotenv": { start, count in
        _ = try? Dotenv.read(UnsafeRawBufferPointer(start: start, count: count))
        return 0
    },
    // What it takes a decoder takes too, and reads the same.
    "flat-json": { start, count in
        let raw = UnsafeRawBufferPointer(start: start, count: count)
        guard String(validating: bytes(start, count), as: UTF8.self) != nil, let read = try? JSONValues.read(raw) else {
            return 0
        }
        // Numbers, lists and Kubernetes secrets have no such form.
        let decoded = try? JSONDecoder().decode([String: String].self, from: Data(bytes(start, count)))
        for member in read.members {
            let text = member.value.withBytes { String(decoding: $0, as: UTF8.self) }
            precondition(decoded == nil || decoded?[member.name] == text, "a decoder reads it otherwise")
        }
        return 0
    },
    "retry-after": { start, count in
        let parts = String(decoding: bytes(start, count), as: UTF8.self).split(separator: "\n", maxSplits: 1).map(
            String.init)
        guard let text = parts.first else { return 0 }
        if let wait = RetryAfter.wait(text, serverDate: parts.count > 1 ? parts[1] : nil) {
            precondition(wait >= .zero && wait <= .seconds(86_400), "a wait out of bounds")
        }
        return 0
    },
    // A line chooses the zone, another has the expression; what comes next must be found again from there.
    "cron": { start, count in
        let lines = String(decoding: bytes(start, count), as: UTF8.self).split(separator: "\n", maxSplits: 1).map(
            String.init)
        guard lines.count == 2, let zone = try? NamedZone(lines[0]), let cron = try? CronSchedule(text: lines[1]) else {
            return 0
        }
        let after = Date(timeIntervalSince1970: 1_774_500_000)
        if let next = cron.next(after: after, in: zone.zone) {
            precondition(next > after, "a time in the past")
            let latest = cron.latest(atOrBefore: next, in: zone.zone, notBefore: after)
            precondition(latest == next, "looking back it is another time")
        }
        return 0
    },
    "numbers": { start, count in
        let text = String(decoding: bytes(start, count), as: UTF8.self)
        _ = try? Duration(text: text)
        _ = try? Rate(text: text)
        _ = try? FailureLimit(text: text)
        _ = try? AppID(text)
        _ = try? SecretName(text)
        _ = try? KeyName(text)
        _ = try? PlanName(text)
        _ = try? Template(text)
        _ = try? WavePolicy.Size(text: text)
        _ = try? Shard(text: text)
        _ = try? NoticeTemplate(text)
        if let path = try? TargetText(text) {
            precondition((try? TargetText(path.text)) == path, "its own text reads otherwise")
        }
        _ = try? APIHost(text, from: "NX1_HOST")
        return 0
    },
]

guard CommandLine.arguments.count > 1, let reader = readers[CommandLine.arguments[1]] else {
    print("usage: Fuzz \(readers.keys.sorted().joined(separator: "|")) [libFuzzer's options]")
    exit(64)
}
var count = CommandLine.argc - 1
// libFuzzer keeps the array, which lives as long as the process.
var rest: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = .allocate(capacity: Int(count) + 1)
rest?[0] = CommandLine.unsafeArgv[0]
for index in 1..<Int(count) { rest?[index] = CommandLine.unsafeArgv[index + 1] }
rest?[Int(count)] = nil
exit(LLVMFuzzerRunDriver(&count, &rest, reader))
