import ArgumentParser
import CCurl
import Foundation

/// The same PUTs by libcurl's multi interface and nothing else: no record, no check but the status. What it takes is
/// the floor under every program that uses libcurl.
struct BareLoop: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare-loop", abstract: "Send the PUTs of a bench by bare libcurl.", shouldDisplay: false)

    @Option var url: String
    @Option var apps: String
    @Option var width: Int
    @Option var ca: String?

    func run() throws {
        let names = try String(contentsOfFile: apps, encoding: .utf8).split(separator: "\n").dropFirst()
        guard curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK, let multi = curl_multi_init() else {
            throw BenchError("libcurl does not start")
        }
        _ = rekey_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, width)
        var headers = curl_slist_append(nil, "Content-Type: application/json")
        headers = curl_slist_append(headers, "Authorization-PSK: x")
        var left = names.makeIterator()
        var bodies: [UnsafeMutableRawPointer: UnsafeMutablePointer<CChar>] = [:]
        var underway = 0
        func begin(_ easy: UnsafeMutableRawPointer) {
            guard let name = left.next() else { return }
            free(bodies[easy])
            let password = "\(name)\(name)"
            bodies[easy] = strdup(
                #"{"data":[{"key":"username","value":"svc"},{"key":"password","value":""# + password + #""}]}"#)
            _ = rekey_curl_set_text(easy, CURLOPT_URL, "\(url)/api/app/\(name)/secrets/db")
            _ = rekey_curl_set_pointer(easy, CURLOPT_POSTFIELDS, bodies[easy])
            curl_multi_add_handle(multi, easy)
            underway += 1
        }
        for _ in 0..<width {
            guard let easy = curl_easy_init() else { throw BenchError("libcurl has no handle") }
            _ = rekey_curl_set_list(easy, CURLOPT_HTTPHEADER, headers)
            _ = rekey_curl_set_text(easy, CURLOPT_CUSTOMREQUEST, "PUT")
            _ = rekey_curl_set_sink(easy, CURLOPT_WRITEFUNCTION, { _, size, count, _ in size * count })
            _ = rekey_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
            if let ca { _ = rekey_curl_set_text(easy, CURLOPT_CAINFO, ca) }
            begin(easy)
        }
        while underway > 0 {
            var running: Int32 = 0
            curl_multi_perform(multi, &running)
            var messages: Int32 = 0
            while let message = curl_multi_info_read(multi, &messages) {
                guard let easy = message.pointee.easy_handle else { continue }
                var status = 0
                _ = rekey_curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
                guard status == 200 else { throw BenchError("the server answered \(status)") }
                curl_multi_remove_handle(multi, easy)
                underway -= 1
                begin(easy)
            }
            if underway > 0 { curl_multi_poll(multi, nil, 0, 1_000, nil) }
        }
    }
}
