#pragma once

#include "record/storage.h"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace limner::test {

/// Thrown by every operation from the power cut on.
struct PowerCut {};

/// A file system in memory that tells what survives a power cut: a file's bytes once the file was synced, a folder's
/// entries once the folder was synced. Of all else any part may survive: each pending change of a folder by itself (a
/// rename as one), and any beginning of a file's bytes.
class PowerCutStorage final : public Storage {
public:
    /// What goes wrong at the operation of that number (from 1), and whether the later ones go wrong as well.
    struct Fault {
        int at = 0;
        std::optional<ErrorCode> code{};  ///< Absent: a power cut.
        bool lasts = false;
    };

    void set_fault(const Fault& fault) {
        fault_ = fault;
        count_ = 0;
    }
    int operations() const { return count_; }
    bool has_struck() const { return fault_.at > 0 && count_ >= fault_.at; }

    enum class Survival { nothing, everything, by_chance };
    /// The power comes back.
    void restart(Survival survival, unsigned seed) {
        chance_.seed(seed);
        survive(*root_, survival);
        set_fault({});
    }

    Result<void> create_folder(const std::filesystem::path& folder) override {
        return change(folder, [&](Node& parent, const std::string& name) -> Result<void> {
            if (parent.entries.contains(name)) return Error(ErrorCode::invalid_argument, folder.string() + " exists");
            parent.apply(Add{name, std::make_shared<Node>(true)});
            return {};
        });
    }

    Result<std::unique_ptr<StorageFile>> create_file(const std::filesystem::path& file) override {
        auto node = std::make_shared<Node>(false);
        auto made = change(file, [&](Node& parent, const std::string& name) -> Result<void> {
            parent.apply(Add{name, node});
            return {};
        });
        if (!made) return made.error();
        return std::unique_ptr<StorageFile>(std::make_unique<File>(*this, node));
    }

    Result<void> sync_folder(const std::filesystem::path& folder) override {
        if (auto failed = step()) return *failed;
        auto node = find(folder);
        if (!node) return Error(ErrorCode::file_missing, folder.string());
        node->durable_entries = node->entries;
        node->pending.clear();
        return {};
    }

    Result<void> rename_file(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return rename(from, to, true);
    }
    Result<void> rename_folder(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return rename(from, to, false);
    }

    Result<void> remove(const std::filesystem::path& path) override {
        return change(path, [&](Node& parent, const std::string& name) -> Result<void> {
            auto at = parent.entries.find(name);
            if (at == parent.entries.end()) return {};
            if (!at->second->entries.empty())
                return Error(ErrorCode::invalid_argument, path.string() + " is not empty");
            parent.apply(Remove{name});
            return {};
        });
    }

    Result<void> read(const std::filesystem::path& file, std::uint64_t max_bytes,
                      const std::function<void(std::span<const std::byte>)>& on_piece) override {
        if (auto failed = step()) return *failed;
        auto node = find(file);
        if (!node || node->is_folder) return Error(ErrorCode::file_missing, file.string());
        if (node->bytes.size() > max_bytes) return Error(ErrorCode::unreadable_file, file.string() + " is too long");
        on_piece(std::as_bytes(std::span(node->bytes)));
        return {};
    }

    Result<std::vector<std::string>> list(const std::filesystem::path& folder) override {
        if (auto failed = step()) return *failed;
        auto node = find(folder);
        if (!node) return Error(ErrorCode::file_missing, folder.string());
        std::vector<std::string> names;
        for (const auto& [name, child] : node->entries) names.push_back(name);
        return names;
    }

    bool is_folder(const std::filesystem::path& path) override {
        auto node = find(path);
        return node && node->is_folder;
    }

    Result<std::unique_ptr<StorageLock>> lock(const std::filesystem::path& file) override {
        if (!find(file)) {
            if (auto made = create_file(file); !made) return made.error();
        }
        return std::make_unique<StorageLock>();
    }

private:
    struct Node;
    using NodePointer = std::shared_ptr<Node>;
    using Entries = std::map<std::string, NodePointer>;
    struct Add {
        std::string name;
        NodePointer node;
    };
    struct Remove {
        std::string name;
    };
    struct Rename {
        std::string from, to;
    };
    using Change = std::variant<Add, Remove, Rename>;

    struct Node {
        explicit Node(bool folder) : is_folder(folder) {}
        bool is_folder;
        std::string bytes{}, durable_bytes{};
        Entries entries{}, durable_entries{};
        std::vector<Change> pending{};

        void apply(const Change& change) {
            apply_to(entries, change);
            pending.push_back(change);
        }
    };

    class File final : public StorageFile {
    public:
        File(PowerCutStorage& storage, NodePointer node) : storage_(storage), node_(std::move(node)) {}
        Result<void> write(std::span<const std::byte> bytes) override {
            const std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            node_->bytes += text.substr(0, text.size() / 2);
            if (auto failed = storage_.step()) return *failed;
            node_->bytes += text.substr(text.size() / 2);
            return {};
        }
        Result<void> sync() override {
            if (auto failed = storage_.step()) return *failed;
            node_->durable_bytes = node_->bytes;
            return {};
        }

    private:
        PowerCutStorage& storage_;
        NodePointer node_;
    };

    static void apply_to(Entries& entries, const Change& change) {
        if (const Add* add = std::get_if<Add>(&change)) {
            entries[add->name] = add->node;
        } else if (const Remove* remove = std::get_if<Remove>(&change)) {
            entries.erase(remove->name);
        } else if (const Rename& rename = std::get<Rename>(change); entries.contains(rename.from)) {
            entries[rename.to] = entries[rename.from];
            entries.erase(rename.from);
        }
    }

    /// Counts an operation and lets the fault strike.
    std::optional<Error> step() {
        ++count_;
        if (fault_.at == 0 || (fault_.lasts || !fault_.code ? count_ < fault_.at : count_ != fault_.at))
            return std::nullopt;
        if (!fault_.code) throw PowerCut{};
        return Error(*fault_.code, "injected");
    }

    NodePointer find(const std::filesystem::path& path) const {
        NodePointer node = root_;
        for (const auto& part : path.relative_path()) {
            auto at = node->entries.find(part.string());
            if (at == node->entries.end()) return nullptr;
            node = at->second;
        }
        return node;
    }

    template <typename Do>
    Result<void> change(const std::filesystem::path& path, Do apply) {
        if (auto failed = step()) return *failed;
        auto parent = find(path.parent_path());
        if (!parent) return Error(ErrorCode::file_missing, path.string());
        return apply(*parent, path.filename().string());
    }

    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to, bool replaces) {
        return change(from, [&](Node& parent, const std::string& name) -> Result<void> {
            const std::string new_name = to.filename().string();
            if (!parent.entries.contains(name)) return Error(ErrorCode::file_missing, from.string());
            if (!replaces && parent.entries.contains(new_name))
                return Error(ErrorCode::invalid_argument, to.string() + " exists");
            parent.apply(Rename{name, new_name});
            return {};
        });
    }

    bool survives(Survival survival) {
        return survival == Survival::everything || (survival == Survival::by_chance && chance_() % 2 == 0);
    }

    void survive(Node& node, Survival survival) {
        for (const Change& pending : node.pending)
            if (survives(survival)) apply_to(node.durable_entries, pending);
        node.pending.clear();
        if (survives(survival)) {
            node.durable_bytes = node.bytes;
        } else if (survival == Survival::by_chance && node.bytes != node.durable_bytes) {
            node.durable_bytes = node.bytes.substr(0, chance_() % (node.bytes.size() + 1));
        }
        node.bytes = node.durable_bytes;
        node.entries = node.durable_entries;
        for (auto& [name, child] : node.entries) survive(*child, survival);
    }

    NodePointer root_ = std::make_shared<Node>(true);
    Fault fault_{};
    int count_ = 0;
    std::mt19937 chance_{};
};

}  // namespace limner::test
