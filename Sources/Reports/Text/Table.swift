/// Columns that are as wide as their widest cell, by characters; the last is not padded.
struct Table {
  /// One line for each row, without trailing blanks.
  let lines: [String]

  /// A cell wider than this pushes only its own line, so that one long name does not spread the whole table.
  private static let widest = 40

  /// - Parameters:
  ///   - rows: cells that hold no line breaks; all rows as long as the first.
  ///   - rightAligned: the columns of numbers.
  ///   - styled: the column whose padded cells go through `style`, which may add what takes no room.
  init(_ rows: [[String]], rightAligned: Set<Int> = [], styled: Int? = nil, style: (Int, String) -> String = { $1 }) {
    var widths = [Int](repeating: 0, count: rows.first?.count ?? 0)
    for row in rows {
      for (column, cell) in row.enumerated() where cell.count <= Self.widest { widths[column] = max(widths[column], cell.count) }
    }
    lines = rows.enumerated().map { index, row in
      let last = row.lastIndex { !$0.isEmpty } ?? 0
      return row[...last].enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: max(0, widths[column] - cell.count))
        let text = column == styled ? style(index, cell) : cell
        return rightAligned.contains(column) ? blanks + text : column == last ? text : text + blanks
      }.joined(separator: "  ")
    }
  }
}
