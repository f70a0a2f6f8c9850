/** The folders that an overlay's file system is laid together from, the topmost first. */
export const layerFolders = (
  driver:
    | { readonly Name: string; readonly Data?: Readonly<Record<string, string>> | null | undefined }
    | null
    | undefined,
): readonly string[] | undefined => {
  if (!driver?.Data || !/^(?:overlay2?|fuse-overlayfs)$/.test(driver.Name)) return undefined;
  const { UpperDir, LowerDir } = driver.Data;
  if (UpperDir === undefined) return undefined;
  return [UpperDir, ...(LowerDir ?? '').split(':').filter(Boolean)];
};
