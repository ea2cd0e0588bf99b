import { z } from 'zod';

// Imported before any schema is made: zod would try to make functions from text, which the page's security policy forbids.
z.config({ jitless: true });
