export interface Texts {
  readonly nb: string
  readonly nn: string
  readonly en: string
}

/** Altinn/altinn-resource-registry ServiceResource.cs; what is null is not written (ResourceRegistryHost.cs). */
export interface ServiceResource {
  readonly identifier: string
  readonly resourceType: string
  readonly title?: Partial<Texts>
  readonly hasCompetentAuthority: {
    readonly orgcode: string
    readonly organization?: string
    readonly name?: Texts
  }
  readonly [field: string]: unknown
}

export interface RegistryState {
  readonly published: Map<string, ServiceResource>
}
