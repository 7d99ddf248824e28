import CCurl
import Secrecy

/// The headers of all requests of a client, as one list that libcurl reads while they are under way.
final class HeaderList {
    private(set) var list: UnsafeMutablePointer<curl_slist>?

    init(_ headers: [(name: String, value: Secret)]) throws {
        for (name, value) in headers {
            var line = SecretBuffer()
            line.append(name)
            line.append(": ")
            line.append(value)
            line.append(0)
            let longer = line.withBytes { bytes in
                curl_slist_append(list, bytes.assumingMemoryBound(to: CChar.self).baseAddress)
            }
            guard let longer else { throw EventLoopError.unavailable("memory for the headers") }
            list = longer
        }
    }

    deinit { curl_slist_free_all(list) }
}
