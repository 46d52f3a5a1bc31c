import { tmpdir } from 'node:os'
import { tryFolder } from '../../http/server/spool.ts'
import type { Config } from './load.ts'

/** Bodies that are held back are written there: a folder that fails must not first fail a caller. */
export async function problemsOfTemporaryFolder(
  config: Config | undefined,
): Promise<readonly string[]> {
  if (config?.file.limits.spoolBytes === 0) return []
  const code = await tryFolder()
  if (code === undefined) return []
  return [`TMPDIR: no file can be written in the temporary folder ${tmpdir()} (${code})`]
}
