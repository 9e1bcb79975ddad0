#pragma once

#include <limner/base/subscription.h>

#include <algorithm>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace limner {

/// Callbacks that come and go while others are being called. No lock is held across a callback. Ending a subscription
/// waits for its callback to return, except from within that callback.
template <typename... Args>
class CallbackList {
public:
    using Callback = std::function<void(const Args&...)>;

    Subscription add(Callback callback) {
        auto entry = std::make_shared<Entry>();
        entry->callback = std::move(callback);
        std::lock_guard lock(shared_->mutex);
        shared_->entries.push_back(entry);
        return Subscription([shared = shared_, entry] { end(*shared, *entry); });
    }

    void call(const Args&... args) {
        std::vector<std::shared_ptr<Entry>> entries;
        {
            std::lock_guard lock(shared_->mutex);
            entries = shared_->entries;
        }
        for (const auto& entry : entries) call_one(*entry, args...);
    }

    bool is_empty() const {
        std::lock_guard lock(shared_->mutex);
        return shared_->entries.empty();
    }

private:
    struct Entry {
        Callback callback;
        std::thread::id caller{};
        bool is_ended = false;
    };
    struct Shared {
        std::mutex mutex;
        std::condition_variable returned;
        std::vector<std::shared_ptr<Entry>> entries;
    };

    void call_one(Entry& entry, const Args&... args) {
        {
            std::lock_guard lock(shared_->mutex);
            if (entry.is_ended) return;
            entry.caller = std::this_thread::get_id();
        }
        entry.callback(args...);
        std::lock_guard lock(shared_->mutex);
        entry.caller = {};
        shared_->returned.notify_all();
    }

    static void end(Shared& shared, Entry& entry) {
        std::unique_lock lock(shared.mutex);
        entry.is_ended = true;
        std::erase_if(shared.entries, [&](const auto& other) { return other.get() == &entry; });
        if (entry.caller == std::this_thread::get_id()) return;
        shared.returned.wait(lock, [&] { return entry.caller == std::thread::id{}; });
    }

    std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
};

}  // namespace limner
