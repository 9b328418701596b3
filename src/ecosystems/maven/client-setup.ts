// How Maven and Gradle are pointed here. Neither keeps addresses in a lock file.

import type { ClientRecipe } from '../adapter-client-setup.ts';
import { gradleClient } from './gradle-init.ts';
import { mavenClient } from './maven-settings.ts';

export const clients: readonly ClientRecipe[] = [mavenClient, gradleClient];
