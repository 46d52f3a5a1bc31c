import { answerApps, isOfAnApp } from './apps/apps.ts'
import { answerStorage, storagePath } from './storage/storage.ts'

const isStorages = (path: string): boolean => path.startsWith(storagePath)

export const isOfInstances = (path: string): boolean => isStorages(path) || isOfAnApp(path)

/** What Storage keeps, from itself or through the app that it belongs to. */
export const answerInstances: typeof answerStorage = (asked, ...more) =>
  isStorages(asked.path) ? answerStorage(asked, ...more) : answerApps(asked, ...more)

/** The only one that anything here reads. */
export const cookieOf = (path: string): string | undefined =>
  isStorages(path) ? 'altinnPersistentContext' : undefined
