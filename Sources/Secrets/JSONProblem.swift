/// What is wrong with a JSON document, and on which line. The text contains names, never a value.
package struct JSONProblem: Error, Sendable {
    package let line: Int
    package let text: String

    init(line: Int, _ text: String) {
        self.line = line
        self.text = text
    }
}
