package import Model
package import Secrecy

/// The body of a PUT, written straight from the values: an encoder would copy each of them into text first.
package enum SecretUpdate {
    /// `{"data":[{"key":…,"value":…},…]}` (UpdateSecretRequest in the API's document).
    /// - Parameter values: valid UTF-8.
    package static func write(_ values: [(key: KeyName, value: Secret)], into text: inout SecretBuffer) {
        text.append("{\"data\":[")
        for (index, pair) in values.enumerated() {
            text.append(index == 0 ? "{\"key\":\"" : ",{\"key\":\"")
            text.append(pair.key.text)  // letters, digits, - _ . need no escape
            text.append("\",\"value\":\"")
            pair.value.withBytes { JSONText.escape($0, into: &text) }
            text.append("\"}")
        }
        text.append("]}")
    }
}
