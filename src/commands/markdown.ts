type Row = readonly string[]

/** A table in Markdown, padded as prettier pads it. */
export function table(columns: Row, rows: readonly Row[]): string {
  const widths = columns.map((name, place) =>
    Math.max(...[columns, ...rows].map((row) => (row[place] ?? '').length), 3, name.length),
  )
  const line = (cells: Row): string =>
    `| ${cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' | ')} |`
  return [columns, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n')
}

export const code = (text: string): string => `\`${text}\``
