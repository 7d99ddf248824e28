package import Model

extension OutputValue {
    package init(_ cell: JournalReader.Cell) {
        self =
            switch cell {
            case .null: .null
            case .integer(let number): .integer(number)
            case .real(let number): .real(number)
            case .text(let text): .text(text)
            }
    }
}
