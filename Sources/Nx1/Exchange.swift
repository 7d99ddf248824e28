package import Model
package import Transport

/// One request and what its answer means.
package struct Exchange: Sendable {
    package let answer: Answer
    package let timing: HTTPTiming
    /// What Kubernetes calls the secret, where the answer to a GET says so.
    package internal(set) var k8sName: String?

    package init(answer: Answer, timing: HTTPTiming) {
        self.answer = answer
        self.timing = timing
    }
}
