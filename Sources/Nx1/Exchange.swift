package import Model
package import Transport

/// One request and what its answer means.
package struct Exchange: Sendable {
    package let answer: Answer
    package let timing: HTTPTiming

    package init(answer: Answer, timing: HTTPTiming) {
        self.answer = answer
        self.timing = timing
    }
}
