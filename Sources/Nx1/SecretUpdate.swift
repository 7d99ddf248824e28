package import Model
package import Secrets

/// The body of a PUT or POST, written straight from the values: an encoder would copy each of them into text first.
package enum SecretUpdate {
    /// `{"secret_name":…,"data":[…]}` (CreateSecretRequest of the vendor's SDK).
    package static func write(
        _ name: SecretName, _ values: [(key: KeyName, value: Secret)], into text: inout SecretBuffer
    ) {
        text.append("{\"secret_name\":\"" as StaticString)
        var name = name.text
        name.withUTF8 { JSONText.escape(UnsafeRawBufferPointer($0), into: &text) }
        text.append("\",\"data\":[" as StaticString)
        writeEntries(values, into: &text)
    }

    /// `{"data":[{"key":…,"value":…},…]}` (UpdateSecretRequest in the API's document).
    /// - Parameter values: valid UTF-8.
    package static func write(_ values: [(key: KeyName, value: Secret)], into text: inout SecretBuffer) {
        text.append("{\"data\":[" as StaticString)
        writeEntries(values, into: &text)
    }

    private static func writeEntries(_ values: [(key: KeyName, value: Secret)], into text: inout SecretBuffer) {
        for (index, pair) in values.enumerated() {
            if index > 0 { text.append(UInt8(ascii: ",")) }
            text.append("{\"key\":\"" as StaticString)
            text.append(pair.key.text)  // letters, digits, - _ . need no escape
            text.append("\",\"value\":\"" as StaticString)
            pair.value.withBytes { JSONText.escape($0, into: &text) }
            text.append("\"}" as StaticString)
        }
        text.append("]}" as StaticString)
    }
}
