export declare const entries: readonly string[];
export declare function bundle(folder: string): Promise<void>;
