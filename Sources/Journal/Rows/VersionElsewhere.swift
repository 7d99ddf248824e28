/// Values of a secret that a run wrote at another host.
package struct VersionElsewhere: Sendable {
    package let run: Int64
    package let host: String
}
