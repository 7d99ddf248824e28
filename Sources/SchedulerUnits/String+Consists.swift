extension String {
    /// Whether it is not empty and has only ASCII letters, digits and these characters.
    func consists(ofLettersDigitsAnd others: String) -> Bool {
        !isEmpty
            && unicodeScalars.allSatisfy { scalar in
                ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                    || others.unicodeScalars.contains(scalar)
            }
    }
}
